"""The chart of a breakdown: its bars are as wide as the table says, and each leads to the calls that it shows."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.review.breakdown.chart import MOST_LINES
from chatapp.review.charts.columns import Column, Part
from chatapp.review.charts.ranked_bars import ranked
from chatapp.review.charts.stacked_bars import stacked
from tests.usage.rows import used

OCTOBER = {"period": "2026-10"}


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def column(name: str, *values: int) -> Column:
    parts = [Part(series, f"part {series}", Decimal(value), "/") for series, value in enumerate(values)]
    return Column(name, parts)


def shown(client: Client, **query: str) -> str:
    response = client.get("/admin/review/breakdown/", OCTOBER | query)
    assert response.status_code == 200, response.headers
    return response.content.decode()


def bars(page: str) -> list[tuple[str, str, str]]:
    """Address, class and title of each rectangle."""
    found = re.findall(
        r'<a href="([^"]+)">\s*<rect class="review-series-(\d)"[^>]*><title>([^<]+)</title>', page
    )
    return [
        (unescape(address), series, " ".join(unescape(title).split())) for address, series, title in found
    ]


def test_bars_are_as_wide_as_their_values_and_follow_each_other() -> None:
    wide, half, negative = ranked([column("a", 3, 1), column("b", 2), column("c", -1)]).lines
    assert [bar.width for bar in (*wide.bars, *half.bars)] == ["480.00", "160.00", "320.00"]
    assert [bar.x for bar in wide.bars] == ["220.00", "700.00"]
    assert (wide.end, wide.value) == ("860.00", 4)
    assert (negative.bars, negative.value) == ([], -1)


def test_a_long_name_is_shortened_and_a_small_value_is_seen() -> None:
    line = ranked([column("x" * 40, 1), column("y", 100_000)]).lines[0]
    assert (line.name, line.short) == ("x" * 40, "x" * 31 + "…")
    assert line.bars[0].width == "1.00"


def test_columns_stand_beside_each_other_also_where_they_hold_nothing() -> None:
    chart = stacked([column("a", 1, 1), Column("b", []), column("c", 4)])
    assert [(bar.column, bar.x, bar.height) for bar in chart.bars] == [
        ("a", "32.00", "44.00"),
        ("a", "32.00", "44.00"),
        ("c", "672.00", "176.00"),
    ]
    assert [name.text for name in chart.names] == ["a", "b", "c"]
    assert stacked([]).ticks == []


@pytest.mark.django_db
def test_each_bar_leads_to_the_calls_that_it_shows(review_page: Client, alice: User, bob: User) -> None:
    for number in range(9):
        used(alice, f"{number}", on(6), model_name=f"m{number}")
        used(bob, "1", on(7), model_name=f"m{number}")
    found = bars(shown(review_page, by="person", split="model"))
    assert [(series, title) for _, series, title in found[:6]] == [
        ("0", "alice@example.com, m8: $8.00"),
        ("1", "alice@example.com, m7: $7.00"),
        ("2", "alice@example.com, m6: $6.00"),
        ("3", "alice@example.com, m5: $5.00"),
        ("4", "alice@example.com, m4: $4.00"),
        ("5", "alice@example.com, All others: $6.00"),
    ]
    for address, series, title in found:
        cost = review_page.get(address).context["total"].cost
        # All others lead to the row.
        assert series == "5" or title.endswith(f": ${cost:.2f}")


@pytest.mark.django_db
def test_days_without_a_call_have_their_place(review_page: Client, alice: User) -> None:
    for day in (1, 31):
        used(alice, "1", on(day))
    response = review_page.get("/admin/review/breakdown/", OCTOBER | {"by": "day"})
    chart = response.context["chart"].days
    assert [(bar.column, bar.x) for bar in chart.bars] == [("2026-10-01", "3.10"), ("2026-10-31", "932.13")]
    assert "review-legend" not in response.text


@pytest.mark.django_db
def test_one_bar_alone_compares_nothing(review_page: Client, alice: User) -> None:
    used(alice, "1", on(6))
    assert bars(shown(review_page, by="hour", split="status")) == []


@pytest.mark.django_db
def test_what_is_free_is_compared_by_its_calls(review_page: Client, alice: User, bob: User) -> None:
    for person in (alice, bob, bob):
        used(person, "0", on(6))
    page = shown(review_page, by="person")
    assert "Calls by Person" in page
    assert [title for _, _, title in bars(page)] == ["bob@example.com: 2", "alice@example.com: 1"]


@pytest.mark.django_db
def test_rows_without_a_bar_are_counted_and_a_name_is_no_markup(review_page: Client, alice: User) -> None:
    for number in range(MOST_LINES + 3):
        used(alice, "1", on(6), model_name=f"<b>{number}")
    page = shown(review_page, by="model")
    assert len(bars(page)) == MOST_LINES
    assert "The first 12 of them; the table has 3 more." in " ".join(page.split())
    assert "<b>" not in page
