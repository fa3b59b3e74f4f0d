"""What the headers say of the cost where it took several providers."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from chatapp.providers.models import Price
from chatapp.usage.models import UsageRecord
from tests.api.stage import Stage

pytestmark = pytest.mark.anyio

_IMPATIENT = {"connect_timeout": 5, "idle_timeout": 1, "total_timeout": 2}


async def _after_one_that_read(stage: Stage) -> str:
    """A model that takes the request and says nothing, before one that answers; both have prices."""
    first, second = await stage.model_at("first", "silence", **_IMPATIENT), await stage.model("echo")
    for model in (first, second):
        await Price.objects.acreate(model=model, input=1, output=2)
    await stage.chain(first, second)
    return "first/silence"


async def test_what_a_silent_provider_read_is_part_of_the_cost(stage: Stage) -> None:
    answer = await stage.ask(await _after_one_that_read(stage))
    spent = await UsageRecord.objects.aaggregate(cost=Sum("cost"))
    assert await UsageRecord.objects.filter(cost__gt=0).acount() == 2
    assert Decimal(answer.headers["x-cost"]) == spent["cost"]
    assert answer.headers["x-usage-estimated"] == "true"


async def test_a_stream_does_not_tell_the_cost_of_those_before_as_its_own(stage: Stage) -> None:
    answer = await stage.stream(await _after_one_that_read(stage))
    assert answer.status == 200
    assert answer.headers.keys().isdisjoint({"x-cost", "x-usage-estimated"})


async def test_one_that_refused_without_a_price_leaves_the_cost_known(stage: Stage) -> None:
    second = await stage.model("echo")
    await Price.objects.acreate(model=second, input=1, output=2)
    await stage.chain(await stage.model_at("first", "error-500"), second)
    answer = await stage.ask("first/error-500")
    assert Decimal(answer.headers["x-cost"]) == (await UsageRecord.objects.aget(model_id=second.pk)).cost
    assert "x-usage-estimated" not in answer.headers


async def test_a_usage_without_a_number_is_estimated(stage: Stage) -> None:
    model = await stage.model("counts-in-texts")
    await Price.objects.acreate(model=model, input=1, output=2)
    answer = await stage.ask("counts-in-texts")
    assert answer.headers["x-usage-estimated"] == "true"
    assert (await UsageRecord.objects.aget()).completion_tokens > 0


async def test_a_long_prompt_costs_what_its_tier_says(stage: Stage) -> None:
    tiers = [{"service_tier": "", "above": 1, "input": "100", "output": "1000"}]
    await Price.objects.acreate(model=await stage.model("echo"), input=1, output=2, per_call=3, tiers=tiers)
    answer = await stage.ask("echo")
    row = await UsageRecord.objects.aget()
    assert (row.price_input, row.price_output, row.price_per_call, row.service_tier) == (
        100,
        1000,
        3,
        "default",
    )
    expected = 3 + Decimal(100 * row.prompt_tokens + 1000 * row.completion_tokens) / 1_000_000
    assert Decimal(answer.headers["x-cost"]) == row.cost == expected


async def test_a_refused_call_costs_nothing_where_each_call_has_a_price(stage: Stage) -> None:
    await Price.objects.acreate(model=await stage.model("error-400"), input=1, output=2, per_call=3)
    await stage.ask("error-400")
    assert (await UsageRecord.objects.aget()).cost == 0
