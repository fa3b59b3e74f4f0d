"""The days into which the ledger is folded: every sum is the same with them and without."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test import override_settings

from chatapp.accounts.models import User
from chatapp.usage.models import DailyModelSum, DailyPersonSum, DailySum, Fold, MonthlySum, UsageRecord
from chatapp.usage.sums.dimensions import DIMENSIONS, dimension, label
from chatapp.usage.sums.folding import by_model, by_person, fold, rebuild, usable
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Totals, grouped, overall, total
from tests.usage.rows import corrected, used

NARROWED = {"model": "a", "status": "done"}
ALL = Selection(Period.read("2026-09-01", "2026-10-31"))
# Whole months with days around them, days around no whole month, and days of one.
OTHERS = [
    Selection(Period.read(*days))
    for days in (("2026-08-20", "2026-10-07"), ("2026-09-12", "2026-10-09"), ("2026-10-03", "2026-10-04"))
]
BY = (*DIMENSIONS.values(), dimension(label("project")))
Sums = list[dict[str, dict[tuple[str, ...], Totals]]]


def sums() -> Sums:
    parts = (ALL, *OTHERS, ALL.narrow(NARROWED))
    found = [{each.name: grouped(part, each, most=1000) for each in BY} for part in parts]
    day, model, person = (DIMENSIONS[name] for name in ("day", "model", "person"))
    return [
        *found,
        {"people": {(str(overall(part).people),): overall(part).totals for part in parts}},
        {"day and model": grouped(ALL, day, model, most=1000)},
        {"day and person": grouped(ALL, day, person, most=1000)},
        {"days of a person": grouped(ALL.narrow({"person": "alice@example.com"}), day, most=1000)},
    ]


def calls(seed: int, *people: User) -> list[UsageRecord]:
    """Of September and October, some of them corrected, once or twice."""
    chance = random.Random(seed)
    rows = []
    for _ in range(60):
        at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(61 * 24 * 60))
        row = used(
            chance.choice(people),
            chance.choice([None, "0.0000000001", "1.5"]),
            at,
            model_name=chance.choice(["a", "b"]),
            status=chance.choice(["done", "interrupted"]),
            estimated=chance.random() < 0.5,
            labels=chance.choice([None, {"project": "apollo"}]),
            group_names=chance.choice([None, [], ["Blue"], ["Blue", "Red"]]),
            tools=chance.choice(["", "search", "calculator + search"]),
        )
        rows.append(row)
    return rows


def correct(seed: int, rows: list[UsageRecord]) -> None:
    chance = random.Random(seed)
    for row in chance.sample(rows, 20):
        if row.cost is not None:
            corrected(
                row, chance.choice(["-0.0000000001", "0.25"]), estimated=chance.random() < 0.3, tools="search"
            )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_sums_are_the_same_however_often_the_ledger_was_folded(seed: int, alice: User, bob: User) -> None:
    rows = calls(seed, alice, bob)
    correct(seed, rows)
    before = sums()
    assert fold(worth_it=1) > 0
    assert MonthlySum.objects.count() < DailySum.objects.count()
    assert 0 < DailyModelSum.objects.count() < DailySum.objects.count()
    assert 0 < DailyPersonSum.objects.count() < DailySum.objects.count()
    assert sums() == before

    rows += calls(seed + 10, alice, bob)
    correct(seed + 1, rows)
    half = sums()
    fold(worth_it=1)
    assert sums() == half
    rebuild()
    assert sums() == half
    ledger = UsageRecord.objects.all()
    assert total(ALL).cost == sum((row.cost or Decimal(0) for row in ledger), Decimal(0))
    assert total(ALL).total_tokens == sum(row.total_tokens for row in ledger)
    assert total(ALL).calls == ledger.filter(corrects=None).count()


@pytest.mark.django_db
def test_a_few_rows_are_not_worth_it_and_are_summed_as_they_are(alice: User) -> None:
    used(alice, at=datetime(2026, 10, 5, tzinfo=UTC))
    assert fold() == 0
    assert not DailySum.objects.exists()
    assert not Fold.objects.exists()
    assert total(ALL).calls == 1


@pytest.mark.django_db
def test_in_another_time_zone_the_days_are_made_anew(alice: User) -> None:
    used(alice, at=datetime(2026, 10, 5, 23, tzinfo=UTC))
    fold(worth_it=1)
    with override_settings(TIME_ZONE="Europe/Berlin"):
        assert usable() is None
        assert list(sums()[0]["day"]) == [("2026-10-06",)]
        fold(worth_it=1)
        assert usable() is not None
        assert list(sums()[0]["day"]) == [("2026-10-06",)]
        assert DailySum.objects.get().at == datetime(2026, 10, 5, 22, tzinfo=UTC)


@pytest.mark.django_db
def test_days_that_a_server_of_an_older_version_folded_are_counted_once(alice: User, bob: User) -> None:
    """It knows no days by model or by person: it folds days without them, and forgets days and leaves them."""
    rows = calls(1, alice, bob)
    fold(worth_it=1)
    further = {DailyModelSum: "models_up_to", DailyPersonSum: "people_up_to"}
    before = {table: table.objects.count() for table in further}

    # It folds more: its `Fold` has no `models_up_to` to save.
    rows += calls(2, alice, bob)
    correct(3, rows)
    expected = sums()
    known = {table: list(table.objects.values()) for table in further}
    fold(worth_it=1)
    for table, up_to in further.items():
        table.objects.all().delete()
        table.objects.bulk_create(table(**row) for row in known[table])
        Fold.objects.update(**{up_to: rows[59].pk})
    assert not by_model(Fold.objects.get())
    assert not by_person(Fold.objects.get())
    assert sums() == expected
    fold(worth_it=1)
    assert sums() == expected
    assert by_model(Fold.objects.get())
    assert by_person(Fold.objects.get())
    assert all(table.objects.count() > before[table] for table in further)

    # It forgets the days.
    DailySum.objects.all().delete()
    MonthlySum.objects.all().delete()
    Fold.objects.all().delete()
    assert sums() == expected
    fold(worth_it=1)
    assert sums() == expected


@pytest.mark.django_db
def test_who_is_taken_off_the_ledger_is_taken_off_the_days(alice: User, bob: User) -> None:
    for person in (alice, bob):
        used(person, at=datetime(2026, 10, 5, tzinfo=UTC))
    fold(worth_it=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT usage_anonymise(%s)", [alice.pk])
    assert set(sums()[0]["person"]) == {("",), (bob.email,)}
    assert {who for _, who in sums()[-2]["day and person"]} == {"", bob.email}
    assert overall(ALL).people == 1


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_being_written_is_not_passed_over(alice: User) -> None:
    at = datetime(2026, 10, 5, tzinfo=UTC)
    used(alice, at=at)
    written, go_on = Event(), Event()

    def write_slowly() -> None:
        try:
            with transaction.atomic():
                used(alice, at=at)
                written.set()
                go_on.wait(60)
        finally:
            connection.close()

    writer = Thread(target=write_slowly)
    writer.start()
    written.wait(60)
    used(alice, at=at)
    assert fold(worth_it=1) == 0
    go_on.set()
    writer.join()
    fold(worth_it=1)
    assert (total(ALL).calls, Fold.objects.get().up_to) == (3, UsageRecord.objects.latest("id").pk)
