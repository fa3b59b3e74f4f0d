"""Sums over the ledger: every call once, its corrections added, in the days of the installation's time zone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import override_settings
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.usage.models import UsageRecord
from chatapp.usage.sums.changes import causes
from chatapp.usage.sums.dimensions import DIMENSIONS, dimension, label
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import grouped, overall, total
from tests.usage.rows import corrected, used

pytestmark = pytest.mark.django_db

WEEK = Selection(Period(date(2026, 10, 5), date(2026, 10, 11)))


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def by(name: str, selection: Selection = WEEK) -> dict[str, tuple[int, Decimal]]:
    """Calls and cost of each value."""
    groups = grouped(selection, dimension(name), most=100)
    return {value: (totals.calls, totals.cost) for (value,), totals in groups.items()}


def test_a_sum_has_every_call_of_its_days_and_no_other(alice: User, bob: User) -> None:
    for row in (on(4, 23), on(5, 0), on(11, 23), on(12, 0)):
        used(alice, "1", row)
    used(bob, "0.5", on(7))
    found = total(WEEK)
    assert (found.calls, found.cost, found.total_tokens) == (3, Decimal("2.5"), 330)
    assert overall(WEEK).people == 2


def test_the_days_are_those_of_the_installation(alice: User) -> None:
    used(alice, "1", on(4, 23))
    with override_settings(TIME_ZONE="Europe/Berlin"):
        timezone.get_default_timezone.cache_clear()
        assert by("day") == {"2026-10-05": (1, Decimal(1))}
        assert by("hour") == {"01": (1, Decimal(1))}
    timezone.get_default_timezone.cache_clear()
    assert by("day") == {}


def test_a_call_and_its_correction_are_one_call_that_ended_as_the_correction_says(alice: User) -> None:
    row = used(alice, "0.10", on(6), status="interrupted", estimated=True, store=True)
    corrected(row, "-0.04", first_token_ms=120)
    found = total(WEEK)
    assert (found.calls, found.cost, found.total_tokens) == (1, Decimal("0.06"), 115)
    assert (found.failed, found.estimated, found.estimated_cost) == (0, 0, 0)
    assert by("status") == {"done": (1, Decimal("0.06"))}
    assert by("store") == {"true": (1, Decimal("0.06"))}
    assert overall(WEEK).p50 == 120


def test_the_sum_of_a_breakdown_is_the_sum_of_the_ledger(alice: User, bob: User) -> None:
    for number in range(40):
        row = used(
            [alice, bob, None][number % 3],
            None if number % 7 == 0 else f"0.{number:02}",
            on(5 + number % 7),
            model_name=f"m{number % 4}",
            status=["done", "interrupted"][number % 2],
            api_key_id=number % 2 or None,
        )
        if number % 5 == 1 and row.cost is not None:
            corrected(row, "0.01")
    rows = UsageRecord.objects.all()
    for name in DIMENSIONS:
        groups = grouped(WEEK, DIMENSIONS[name], most=1000).values()
        assert sum(group.calls for group in groups) == 40, name
        assert sum(group.cost for group in groups) == sum(row.cost or 0 for row in rows), name
        assert sum(group.total_tokens for group in groups) == sum(row.total_tokens for row in rows), name


def test_what_is_unpriced_is_counted_and_is_never_a_zero(alice: User) -> None:
    used(alice, None, on(6))
    used(alice, "0", on(6))
    found = total(WEEK)
    assert (found.calls, found.unpriced, found.cost) == (2, 1, 0)
    assert by("unpriced") == {"true": (1, Decimal(0)), "false": (1, Decimal(0))}


def test_a_value_narrows_to_the_rows_that_it_counts(alice: User, bob: User) -> None:
    used(alice, "1", on(6), labels={"project": "apollo"}, api_key_id=7)
    used(bob, "2", on(7), labels={"project": "gemini"}, status="failed")
    used(bob, "4", on(7))
    for name in (*DIMENSIONS, label("project")):
        for value, counted in by(name).items():
            narrowed = total(WEEK.narrow({name: value}))
            assert (narrowed.calls, narrowed.cost) == counted, (name, value)
    assert by(label("project")) == {"": (1, 4), "gemini": (1, 2), "apollo": (1, 1)}


@pytest.mark.parametrize("name", ["", "colour", "label:", f"label:{'x' * 65}", "at__year"])
def test_an_unknown_dimension_is_refused_by_name(name: str) -> None:
    with pytest.raises(NotUnderstood, match="choose one of day, month"):
        dimension(name)


def test_two_dimensions_have_a_sum_for_each_pair_that_occurs(alice: User) -> None:
    used(alice, "1", on(6))
    used(alice, "2", on(6), model_name="other")
    used(alice, "3", on(7), model_name="other")
    pairs = grouped(WEEK, DIMENSIONS["day"], DIMENSIONS["model"], most=10)
    assert {pair: totals.cost for pair, totals in pairs.items()} == {
        ("2026-10-07", "other"): 3,
        ("2026-10-06", "other"): 2,
        ("2026-10-06", "gpt-5-mini"): 1,
    }


def test_an_address_holds_the_whole_selection() -> None:
    selection = WEEK.narrow({"model": "a&b", "person": ""})
    assert selection.query() == "from=2026-10-05&to=2026-10-11&model=a%26b&person="
    read = Selection.read({"from": "2026-10-05", "to": "2026-10-11", "model": "a&b", "person": ""})
    assert read == selection
    assert Selection.read({}).query() == "period=30d"
    assert selection.widen("model").narrowed == {"person": ""}


@pytest.mark.parametrize(
    "query",
    [
        {"period": "2w"},
        {"from": "2026-10-05"},
        {"from": "5.10.2026", "to": "2026-10-11"},
        {"from": "2026-10-12", "to": "2026-10-11"},
        {"from": "0001-01-01", "to": "0001-01-02"},
        {"from": "9999-12-31", "to": "9999-12-31"},
        {"from": "1990-01-01", "to": "2026-01-01"},
    ],
)
def test_a_period_that_makes_no_sense_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(NotUnderstood):
        Selection.read(query)


def test_a_label_of_digits_is_a_label(alice: User) -> None:
    used(alice, "1", on(6), labels={"2026": "budget"})
    assert by(label("2026")) == {"budget": (1, Decimal(1))}


def test_days_of_23_and_25_hours_have_each_call_once(alice: User) -> None:
    with override_settings(TIME_ZONE="Europe/Berlin"):
        first = datetime(2026, 10, 24, 22, tzinfo=UTC)
        for hour in range(-1, 26):
            used(alice, "1", first + timedelta(hours=hour))
        days = {
            day: total(Selection(Period(date(2026, 10, day), date(2026, 10, day)))).calls
            for day in (24, 25, 26)
        }
        assert days == {24: 1, 25: 25, 26: 1}
        spring = datetime(2026, 3, 28, 23, tzinfo=UTC)
        for hour in range(24):
            used(alice, "1", spring + timedelta(hours=hour))
        assert total(Selection(Period(date(2026, 3, 29), date(2026, 3, 29)))).calls == 23


def test_a_month_is_compared_with_the_month_and_days_with_as_many() -> None:
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    assert october.previous == Period(date(2026, 9, 1), date(2026, 9, 30))
    assert WEEK.period.previous == Period(date(2026, 9, 28), date(2026, 10, 4))
    assert Period(date(2026, 3, 1), date(2026, 3, 31)).previous.last == date(2026, 2, 28)
    assert Period.of_days(30).last - Period.of_days(30).first == timedelta(days=29)


def test_the_causes_of_a_difference_are_the_groups_that_moved_with_it() -> None:
    def costs(**groups: int) -> dict[tuple[str, ...], Decimal]:
        return {(name,): Decimal(cost) for name, cost in groups.items()}

    found = causes(costs(a=50, b=20, new=10, c=5), costs(a=10, b=30, c=5), Decimal(40))
    assert [(cause.values, cause.difference) for cause in found] == [(("a",), 40), (("new",), 10)]
    assert [cause.share for cause in found] == [1.0, 0.25]
    assert causes(costs(a=5), costs(a=5), Decimal(0)) == []
    assert [cause.share for cause in causes(costs(a=5), costs(), whole=Decimal(10))] == [0.5]
