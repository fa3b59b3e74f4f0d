"""The tools of a call: one value, in which no text of a chat stands, and whose sums have each call once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chatapp.accounts.models import User
from chatapp.usage.called_tools import LONGEST, joined
from chatapp.usage.corrections import correct
from chatapp.usage.models import MeteredCall
from chatapp.usage.sums.dimensions import DIMENSIONS
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import grouped, total
from tests.usage.rows import corrected, used

DAY = Selection(Period(date(2026, 10, 6), date(2026, 10, 6)))
NOON = datetime(2026, 10, 6, 12, tzinfo=UTC)


def by_tool() -> dict[str, tuple[int, Decimal]]:
    groups = grouped(DAY, DIMENSIONS["tool"], most=100)
    return {value: (totals.calls, totals.cost) for (value,), totals in groups.items()}


@pytest.mark.parametrize(
    ("names", "value"),
    [
        ([], ""),
        (["b", "a", "b"], "a + b"),
        (["mcp.files/read", "a:b-c_1"], "a:b-c_1 + mcp.files/read"),
        (["a", "Dear Bob, I am ill"], "a + other"),
        (["x" * 65, "a + b", "\0"], "other"),
        ([f"t{number}" for number in range(9)], "t0 + t1 + t2 + t3 + t4 + t5 + t6 + other"),
    ],
)
def test_names_are_joined_once_each_and_no_text_is_a_name(names: list[str], value: str) -> None:
    assert joined(names) == value


def test_the_longest_value_fits_its_column() -> None:
    assert len(joined(f"{number}".rjust(64, "x") for number in range(20))) <= LONGEST


@pytest.mark.django_db
def test_a_call_of_two_tools_is_counted_once_under_both(alice: User) -> None:
    used(alice, "1", NOON, tools="search_knowledge")
    used(alice, "2", NOON, tools="calculator + search_knowledge")
    used(alice, "4", NOON)
    assert by_tool() == {
        "": (1, Decimal(4)),
        "calculator + search_knowledge": (1, Decimal(2)),
        "search_knowledge": (1, Decimal(1)),
    }
    assert total(DAY.narrow({"tool": "search_knowledge"})).cost == 1


@pytest.mark.django_db
def test_a_call_that_was_settled_later_counts_under_the_tools_that_it_really_called(alice: User) -> None:
    row = used(alice, "1", NOON, status="interrupted", estimated=True)
    corrected(row, "0.5", tools="look_up")
    assert by_tool() == {"look_up": (1, Decimal("1.5"))}
    correct(None, MeteredCall.objects.get(), Decimal("-0.25"), "refunded")
    assert by_tool() == {"look_up": (1, Decimal("1.25"))}
    assert MeteredCall.objects.get().tools == "look_up"
