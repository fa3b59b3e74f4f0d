from decimal import Decimal

import pytest

from chatapp.providers.models import Price
from chatapp.usage import meter
from chatapp.usage.estimate import prompt_tokens, tokens, written_tokens
from chatapp.usage.models import UsageRecord
from chatapp.wire.types.messages import Message
from chatapp.wire.types.usage import Usage

PRICE = Price(input=Decimal(1), output=Decimal(2), cached_input=Decimal("0.1"))
HOSTILE = Usage(
    {
        "prompt_tokens": 12.0,
        "completion_tokens": 10**40,
        "prompt_tokens_details": None,
        "nul\0": "a\0b \ud83d",
        "deep": {"a": {"b": {"c": {"d": {"e": 1}}}}},
        "big": 10**400,
        "list": ["\0", None, 1.5],
    }
)


def test_every_value_is_a_column_of_the_ledger() -> None:
    columns = {field.name for field in UsageRecord._meta.get_fields()}
    assert set(meter.values(Usage.of(1, 2), PRICE, estimated=False)) <= columns


def test_the_price_of_the_moment_is_copied_beside_the_tokens() -> None:
    values = meter.values(Usage.of(1_000_000, 500_000), PRICE, estimated=False)
    assert (values["price_input"], values["price_output"], values["price_cached_input"]) == (
        1,
        2,
        Decimal("0.1"),
    )
    assert values["price_audio_input"] is None
    assert (values["total_tokens"], values["cost"]) == (1_500_000, Decimal(2))


def test_an_attempt_that_came_to_nothing_has_no_tokens() -> None:
    values = meter.values(None, None, estimated=False)
    assert (values["total_tokens"], values["details"], values["cost"]) == (0, None, None)


def test_an_estimate_says_so_and_claims_no_report() -> None:
    read = prompt_tokens([Message({"content": "abcdefgh"})])
    written = written_tokens([Message({"content": "abcde"})])
    values = meter.values(Usage.of(read, written), PRICE, estimated=True)
    assert (values["prompt_tokens"], values["completion_tokens"]) == (6, 2)
    assert values["estimated"] is True
    assert values["details"] is None


def test_an_estimate_counts_all_that_an_answer_says() -> None:
    said = {
        "reasoning": "hm",
        "content": "ab",
        "refusal": "no",
        "function_call": {"name": "f", "arguments": "{}"},
    }
    calls = [{"function": {"name": "get", "arguments": "{}"}}, {"custom": {"name": "run", "input": "cd"}}]
    answers = [Message(said), Message({"content": None, "tool_calls": calls})]
    assert written_tokens(answers) == tokens("hmabnof{}get{}runcd")


@pytest.mark.django_db
def test_whatever_a_provider_reports_fits_the_ledger() -> None:
    row = UsageRecord.objects.create(
        kind="chat",
        provider_name="P",
        model_name="m",
        status="done",
        **meter.values(HOSTILE, PRICE, estimated=False),
    )
    row.refresh_from_db()
    assert row.details is not None
    assert row.details["nul�"] == "a�b ?"
    assert row.prompt_tokens == 12
