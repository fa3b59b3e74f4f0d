"""One ledger row for each attempt: what was reported or estimated, at the price of that moment."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from chatapp.completions.models import Completion
from chatapp.conversations.models import Turn
from chatapp.providers.models import Price
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.estimate import tokens
from chatapp.usage.models import UsageRecord
from chatapp.wiring import Services
from tests.engine import Person, scripted_model
from tests.page import Page

pytestmark = pytest.mark.anyio


async def record_of(page: Page) -> UsageRecord:
    return await UsageRecord.objects.aget(turn_id=page.turn["id"], kind="chat")


async def test_reported_usage_is_kept_with_the_price_of_its_moment(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "usage-details")
    await Price.objects.acreate(model_id=model, input=Decimal(9), output=Decimal(9), valid_from=_day(-2))
    price = await Price.objects.acreate(
        model_id=model, input=Decimal(2), output=Decimal(8), cached_input=Decimal(1), valid_from=_day(-1)
    )
    await Price.objects.acreate(model_id=model, input=Decimal(99), output=Decimal(99), valid_from=_day(1))
    async with alice_online.socket() as socket:
        page = await socket.answer("Hello there", model=model)
    await Price.objects.filter(pk=price.pk).aupdate(input=Decimal(5))

    record = await record_of(page)
    assert record.estimated is False
    assert (record.cached_tokens, record.reasoning_tokens, record.accepted_prediction_tokens) == (3, 2, 1)
    assert (record.price_input, record.price_cached_input, record.price_output) == (2, 1, 8)
    fresh = record.prompt_tokens - record.cached_tokens
    assert record.cost == Decimal(fresh * 2 + 3 * 1 + record.completion_tokens * 8) / 1_000_000
    assert record.details["prompt_tokens_details"]["cached_tokens"] == 3
    assert (page.turn["prompt_tokens"], page.turn["completion_tokens"], page.turn["usage_estimated"]) == (
        record.prompt_tokens, record.completion_tokens, False,
    )  # fmt: skip


async def test_a_model_without_a_price_is_unpriced_and_not_free(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await socket.answer("Hello", model=await scripted_model(scripted, "words-5"))

    record = await record_of(page)
    assert (record.cost, record.price_input, record.price_output) == (None, None, None)
    assert record.total_tokens > 0


async def test_usage_that_was_not_reported_is_estimated_and_says_so(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    async with alice_online.socket() as socket:
        page = await socket.answer("Hello", model=await scripted_model(scripted, "usage-missing"))

    record = await record_of(page)
    assert (record.estimated, record.details, page.turn["usage_estimated"]) == (True, None, True)
    assert record.prompt_tokens > 0
    assert record.completion_tokens == tokens("Here is the answer.")


@pytest.mark.parametrize("script", ["usage-with-choices", "usage-cumulative"])
async def test_usage_is_counted_once_wherever_it_comes(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, script: str
) -> None:
    async with alice_online.socket() as socket:
        odd = await socket.answer("Hello", model=await scripted_model(scripted, script))
        plain = await socket.answer("Hello", model=await scripted_model(scripted, "usage-details"))

    assert await _tokens(odd) == await _tokens(plain)


async def test_a_row_tells_who_what_and_where(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "words-5")
    async with alice_online.socket() as socket:
        page = await socket.answer("Hello", model=model)

    record = await record_of(page)
    turn = await Turn.objects.aget(id=page.turn["id"])
    completion = await Completion.objects.aget(turn=turn, kind="chat")
    assert (record.completion_id, record.turn_id) == (completion.id, turn.id)
    assert record.conversation_id == turn.conversation_id
    assert (record.user_id, record.user_email) == (alice_online.user.pk, "alice@example.com")
    assert (record.provider_name, record.model_id, record.model_name) == ("Scripted", model, "words-5")
    assert (record.kind, record.status) == ("chat", "done")
    assert completion.metadata == {}
    assert completion.store is False


async def _tokens(page: Page) -> tuple[Any, ...]:
    record = await record_of(page)
    return record.prompt_tokens, record.completion_tokens, record.total_tokens, record.estimated


def _day(days: int) -> Any:
    return timezone.now() + timedelta(days=days)
