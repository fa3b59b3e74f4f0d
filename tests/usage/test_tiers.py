"""What a call costs by how it was served and by how long its prompt was."""

from decimal import Decimal
from typing import Any

import pytest

from chatapp.providers.admin.tier_lines import BadLine, read, shown
from chatapp.providers.models import Price
from chatapp.providers.tiers import held
from chatapp.usage.pricing import cost
from chatapp.wire.types.usage import Usage

TIERS = """
above 200000: input 6, cached_input 0.6, output 22.5
above 1000000: input 12, output 45
batch: input 1.5, output 7.5
flex: input 1, output 5
flex, above 200000: input 2, output 10
"""
PRICE = Price(
    input=Decimal(3),
    cached_input=Decimal("0.3"),
    output=Decimal(15),
    per_call=Decimal("0.01"),
    tiers=read(TIERS),
)


def usage(prompt: int, cached: int = 0) -> Usage:
    details = {"prompt_tokens_details": {"cached_tokens": cached}}
    return Usage({**Usage.of(prompt, 1000).raw, **details})


@pytest.mark.parametrize(
    ("served", "prompt", "cached", "expected"),
    [
        # US dollars per million tokens: input, cached input, output.
        (None, 1000, 0, (3, 0, 15)),
        ("", 200_000, 0, (3, 0, 15)),
        ("default", 200_001, 0, (6, 0, Decimal("22.5"))),
        ("auto", 200_001, 50_000, (6, Decimal("0.6"), Decimal("22.5"))),
        ("standard", 1_000_001, 50_000, (12, 12, 45)),
        ("batch", 1000, 500, (Decimal("1.5"), Decimal("1.5"), Decimal("7.5"))),
        ("batch", 300_000, 0, (Decimal("1.5"), 0, Decimal("7.5"))),
        ("flex", 200_000, 0, (1, 0, 5)),
        ("flex", 200_001, 0, (2, 0, 10)),
        ("priority", 1000, 500, (3, Decimal("0.3"), 15)),
        ("priority", 200_001, 0, (6, 0, Decimal("22.5"))),
    ],
)
def test_all_tokens_of_a_call_cost_what_its_tier_says(
    served: str | None, prompt: int, cached: int, expected: tuple[Any, Any, Any]
) -> None:
    read_, cached_, written = map(Decimal, expected)
    dollars = ((prompt - cached) * read_ + cached * cached_ + 1000 * written) / 1_000_000 + Decimal("0.01")
    assert cost(usage(prompt, cached), held(PRICE, served, prompt)) == dollars


def test_a_call_that_came_to_nothing_costs_nothing_not_even_itself() -> None:
    assert cost(None, PRICE) == 0
    assert cost(Usage.of(0, 0), PRICE) == Decimal("0.01")


def test_what_an_admin_wrote_is_shown_as_it_is_kept() -> None:
    kept = read("flex , above 200'000 :input 1.250000,output 5")
    assert kept == [{"service_tier": "flex", "above": 200_000, "input": "1.25", "output": "5"}]
    assert shown(kept) == "flex, above 200000: input 1.25, output 5"
    assert read(shown(read(TIERS))) == read(TIERS)
    assert (read("\n \n"), shown([])) == ([], "")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("flex input 1", "no colon"),
        ("flex: input 1", "one for output"),
        (": input 1, output 2", "says for which calls"),
        ("above 9999999999: input 1, output 2", "says for which calls"),
        ("flex, priority: input 1, output 2", "neither"),
        ("<b>: input 1, output 2", "neither"),
        ("flex: input NaN, output 2", "no price"),
        ("flex: input -1, output 2", "no price"),
        ("flex: input 1e9, output 2", "no price"),
        ("flex: words 1, output 2", "no price"),
        ("flex: input 1, output 2\nflex: input 2, output 2", "twice"),
        ("\n".join(f"above {number}: input 1, output 2" for number in range(1, 23)), "at most 20"),
    ],
)
def test_a_line_that_says_no_price_is_refused_in_words(line: str, words: str) -> None:
    with pytest.raises(BadLine, match=words):
        read(line)
