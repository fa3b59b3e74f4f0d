"""Questions of those who pay the bill: each is answered by the review in three clicks, as SQL answers it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from chatapp.accounts.models import ApiKey, User
from chatapp.review.breakdown.table import Row, Table
from chatapp.usage.amounts import dollars
from chatapp.usage.models import CostLabel
from chatapp.usage.sums.period import Period
from tests.review.reader import Reader
from tests.usage.rows import corrected, used

pytestmark = pytest.mark.django_db

MOST_CLICKS = 3
BREAKDOWN = "/admin/review/breakdown/"
# Each row of the ledger `r` with the call `u` that it is of, or corrects.
LEDGER = """
    FROM usage_usagerecord r JOIN usage_usagerecord u ON u.id = coalesce(r.corrects, r.id)
    WHERE u.at >= %s AND u.at < %s
"""
COST, CALLS = "sum(r.cost)", "count(*) FILTER (WHERE r.corrects IS NULL)"


def sql(what: str, period: Period, more: str = "") -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what} {LEDGER} {more}", period.moments)
        return cursor.fetchall()


def by(value: str, period: Period, what: str = COST, more: str = "") -> dict[str, Any]:
    """Per value of a column, the largest first."""
    found = sql(f"{value}, coalesce({what}, 0)", period, f"{more} GROUP BY 1 ORDER BY 2 DESC")
    return {str(name): number for name, number in found}


def last_month() -> Period:
    return Period.of_month(1)


def days(number: int) -> Period:
    return Period.of_days(number)


def shown(reader: Reader, cost: Decimal) -> None:
    assert dollars(cost) in reader.text


def broken_down(reader: Reader, period: str, **fields: str) -> Table:
    if period:
        reader.follow(period)
    reader.follow("Breakdown")
    reader.submit(BREAKDOWN, **fields)
    table: Table = reader.context["table"]
    return table


def costs(table: Table) -> dict[str, Decimal]:
    return {row.name: row.totals.cost for row in table.rows if row.totals.calls}


def row_of(table: Table, name: str) -> Row:
    return next(row for row in table.rows if row.name == name)


def what_did_we_spend_last_month(reader: Reader) -> None:
    reader.follow("Last month")
    [(expected,)] = sql(COST, last_month())
    shown(reader, expected)
    assert reader.context["total"].cost == expected


def which_teams_cost_rose_most_last_month_and_on_which_model(reader: Reader) -> None:
    reader.follow("Last month")
    reader.follow("By Group")
    pair = "array_to_string(u.group_names, ' + ') || '/' || u.model_name"
    now, before = by(pair, last_month()), by(pair, last_month().previous)
    rose = {name: cost - before.get(name, 0) for name, cost in now.items()}
    most = max(rose, key=lambda name: rose[name])
    first = reader.context["reasons"][0]
    assert (f"{first.whose}/{first.model}", first.difference) == (most, rose[most])
    assert f"{first.model} by {first.whose}" in reader.text


def what_did_project_apollo_cost_last_month_and_how_much_of_that_is_estimated(reader: Reader) -> None:
    row = row_of(broken_down(reader, "Last month", by="label:project"), "apollo")
    project = "u.labels ->> 'project'"
    assert row.totals.cost == by(project, last_month())["apollo"]
    assert row.totals.estimated_cost == by(project, last_month(), COST, "AND u.estimated")["apollo"]
    shown(reader, row.totals.estimated_cost)


def which_key_made_the_calls_that_failed_on_a_night(reader: Reader) -> None:
    night = timezone.localdate() - timedelta(days=3)
    reader.submit("", **{"from": night.isoformat(), "to": night.isoformat()})
    reader.follow("Failed calls")
    reader.submit(BREAKDOWN, by="hour", split="key")
    table: Table = reader.context["table"]
    [column] = [place for place, name in enumerate(table.columns) if "night script" in name]
    found = row_of(table, "22").cells[column].totals
    assert found
    failed = "AND u.status = 'failed' AND extract(hour FROM u.at) = 22 AND u.api_key_id IS NOT NULL"
    assert by("u.api_key_id", Period(night, night), CALLS, failed) == {
        str(ApiKey.objects.get().pk): found.calls
    }


def who_are_the_most_expensive_people_of_this_month(reader: Reader) -> None:
    found = costs(broken_down(reader, "This month", by="person"))
    assert found == by("u.user_email", Period.of_month())
    assert list(found.values()) == sorted(found.values(), reverse=True)


def which_provider_do_we_pay_most_in_a_year(reader: Reader) -> None:
    expected = by("u.provider_name", days(365))
    assert costs(broken_down(reader, "Last 365 days", by="provider")) == expected


def how_many_calls_have_no_price_and_of_which_models(reader: Reader) -> None:
    reader.follow("Last 90 days")
    for model, number in by("u.model_name", days(90), CALLS, "AND u.cost IS NULL").items():
        assert f"{number} calls of {model} without a price" in reader.text


def how_much_of_last_months_cost_is_estimated(reader: Reader) -> None:
    reader.follow("Last month")
    [(expected, number)] = sql(f"{COST}, {CALLS}", last_month(), "AND u.estimated")
    assert f"{dollars(expected)} of it is estimated ({number} calls)" in reader.text


def what_do_scripts_cost_and_what_do_chats_cost(reader: Reader) -> None:
    found = costs(broken_down(reader, "Last month", by="kind"))
    assert found == {
        {"chat": "Chat", "api": "API"}[kind]: cost for kind, cost in by("u.kind", last_month()).items()
    }


def how_many_people_called_models_last_month_and_the_month_before(reader: Reader) -> None:
    reader.follow("Last month")
    people = next(figure for figure in reader.context["figures"] if figure.title == "People")
    what = "count(DISTINCT u.user_id)"
    assert [(people.value,), (people.before,)] == [
        *sql(what, last_month()),
        *sql(what, last_month().previous),
    ]


def what_did_one_person_spend_on_one_model(reader: Reader) -> None:
    table = broken_down(reader, "Last 90 days", by="person", split="model")
    cell = row_of(table, "alice@example.com").cells[table.columns.index("large")].totals
    assert cell
    assert cell.cost == by("u.model_name", days(90), COST, "AND u.user_email = 'alice@example.com'")["large"]


def which_day_was_the_most_expensive_and_by_which_model(reader: Reader) -> None:
    table = broken_down(reader, "Last month", by="day", split="model")
    expected = by("to_char(u.at, 'YYYY-MM-DD')", last_month())
    assert costs(table) == expected
    dearest = row_of(table, next(iter(expected)))
    split = [cell.totals.cost for cell in dearest.cells if cell.totals]
    assert sum(split) == dearest.totals.cost


def what_do_failed_and_stopped_calls_cost(reader: Reader) -> None:
    assert costs(broken_down(reader, "Last month", by="status")) == by("u.status", last_month())


def how_much_of_what_models_read_comes_from_the_cache(reader: Reader) -> None:
    table = broken_down(reader, "Last month", by="model")
    cached = by("u.model_name", last_month(), "sum(r.cached_tokens)")
    read = by("u.model_name", last_month(), "sum(r.prompt_tokens)")
    found = {row.name: row.cached for row in table.rows if row.totals.calls}
    assert found == {model: int(cached[model]) / int(read[model]) for model in read}


def which_assistant_costs_the_most(reader: Reader) -> None:
    found = costs(broken_down(reader, "Last month", by="assistant"))
    expected = by("coalesce(nullif(u.assistant, ''), 'no assistant')", last_month())
    assert found == expected


def what_do_stored_calls_cost(reader: Reader) -> None:
    expected = by("CASE WHEN u.store THEN 'yes' ELSE 'no' END", days(30))
    assert costs(broken_down(reader, "", by="store")) == expected


def which_models_cost_fell_most_against_the_month_before(reader: Reader) -> None:
    reader.follow("Last month")
    reader.follow("Breakdown")
    reader.follow("Change")
    now, before = (by("u.model_name", period) for period in (last_month(), last_month().previous))
    fell = {model: now.get(model, Decimal(0)) - before.get(model, 0) for model in {*now, *before}}
    last = reader.context["table"].rows[-1]
    assert (last.name, last.change) == min(fell.items(), key=lambda item: item[1])


def at_which_hour_of_the_day_are_most_calls_made(reader: Reader) -> None:
    table = broken_down(reader, "", by="hour")
    expected = by("to_char(u.at, 'HH24')", days(30), CALLS)
    assert {row.name: row.totals.calls for row in table.rows if row.totals.calls} == expected


def what_does_each_team_spend_on_each_project(reader: Reader) -> None:
    table = broken_down(reader, "", by="group", split="label:project")
    pair = "array_to_string(u.group_names, ' + ') || '/' || coalesce(u.labels ->> 'project', 'no value')"
    found = {
        f"{row.name}/{name}": cell.totals.cost
        for row in table.rows
        for name, cell in zip(table.columns, row.cells, strict=True)
        if cell.totals
    }
    assert found == by(pair, days(30))


def what_did_one_key_cost_last_week(reader: Reader) -> None:
    key = ApiKey.objects.get()
    row = row_of(broken_down(reader, "Last 7 days", by="key"), str(key))
    assert row.totals.cost == by("u.api_key_id", days(7))[str(key.pk)]


def on_which_days_of_a_week_did_one_key_spend(reader: Reader) -> None:
    """All seven of them stand beside each other."""
    key = ApiKey.objects.get()
    table = broken_down(reader, "Last 7 days", by="key", split="day")
    row = row_of(table, str(key))
    found = {day: cell.totals.cost for day, cell in zip(table.columns, row.cells, strict=True) if cell.totals}
    assert found == by("u.at::date", days(7), COST, f"AND u.api_key_id = {key.pk}")
    assert len(table.columns) == 7
    assert sum(found.values(), Decimal(0)) == row.totals.cost


def what_do_the_calls_of_each_tool_cost(reader: Reader) -> None:
    table = broken_down(reader, "", by="tool", split="model")
    expected = by("coalesce(nullif(u.tools, ''), 'no tool called')", days(30))
    assert costs(table) == expected
    reader.follow("look_up + search_knowledge")
    assert reader.context["total"].cost == expected["look_up + search_knowledge"]


QUESTIONS: list[Callable[[Reader], None]] = [
    what_did_we_spend_last_month,
    which_teams_cost_rose_most_last_month_and_on_which_model,
    what_did_project_apollo_cost_last_month_and_how_much_of_that_is_estimated,
    which_key_made_the_calls_that_failed_on_a_night,
    who_are_the_most_expensive_people_of_this_month,
    which_provider_do_we_pay_most_in_a_year,
    how_many_calls_have_no_price_and_of_which_models,
    how_much_of_last_months_cost_is_estimated,
    what_do_scripts_cost_and_what_do_chats_cost,
    how_many_people_called_models_last_month_and_the_month_before,
    what_did_one_person_spend_on_one_model,
    which_day_was_the_most_expensive_and_by_which_model,
    what_do_failed_and_stopped_calls_cost,
    how_much_of_what_models_read_comes_from_the_cache,
    which_assistant_costs_the_most,
    what_do_stored_calls_cost,
    which_models_cost_fell_most_against_the_month_before,
    at_which_hour_of_the_day_are_most_calls_made,
    what_does_each_team_spend_on_each_project,
    what_did_one_key_cost_last_week,
    on_which_days_of_a_week_did_one_key_spend,
    what_do_the_calls_of_each_tool_cost,
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_is_answered_in_three_clicks_as_sql_answers_it(
    review_page: Client, alice: User, bob: User, question: Callable[[Reader], None]
) -> None:
    fill(alice, bob)
    reader = Reader(review_page)
    question(reader)
    assert reader.clicks <= MOST_CLICKS


def fill(alice: User, bob: User) -> None:
    """Calls of a hundred days, more and more of them on the large model, some of them corrected."""
    chance = random.Random(7)
    CostLabel.objects.create(name="project")
    key = ApiKey.objects.create(user=bob, name="night script", digest="d")
    now = timezone.now()
    for days_ago in range(100):
        for number in range(3):
            person, group = ((alice, "Blue"), (bob, "Red"))[chance.random() < 0.5]
            script = chance.random() < 0.4
            estimated = number == 1 and days_ago % 3 == 0
            model = "large" if chance.random() * 100 > days_ago else "small"
            row = used(
                person,
                f"{(0.5 if model == 'small' else 4) * chance.random():.10f}",
                now - timedelta(days=days_ago, minutes=chance.randrange(300)),
                group_names=[group],
                kind="api" if script else "chat",
                api_key_id=key.pk if script else None,
                model_name=model,
                provider_name=chance.choice(["Somewhere", "Elsewhere"]),
                labels={"project": chance.choice(["apollo", "gemini"])} if script else None,
                assistant="" if script else chance.choice(["", "helper"]),
                store=script,
                status=chance.choice(["done", "done", "stopped", "failed"]),
                estimated=estimated,
                cached_tokens=chance.randrange(100),
                tools=chance.choice(["", "search_knowledge", "look_up + search_knowledge"]),
            )
            if row.status == "done" and not estimated and chance.random() < 0.1:
                corrected(row, "0.25")
    for _ in range(2):
        used(alice, None, now - timedelta(days=1), model_name="new", group_names=["Blue"], store=False)
    night = timezone.localtime().replace(hour=22, minute=15) - timedelta(days=3)
    for _ in range(7):
        used(bob, "0", night, api_key_id=key.pk, kind="api", status="failed", group_names=["Red"], store=True)
