"""How fast calls were, counted in bins: the same from the ledger and from its folded months."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.usage.models import MonthlyModelSpeed, MonthlySpeed, SpeedFold, UsageRecord
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.speed import (
    DURATION,
    FIRST_TOKEN,
    MEASURES,
    RATE,
    Histogram,
    by_hour,
    histograms,
    merged,
)
from chatapp.usage.sums.speed_folding import fold_speed, rebuild_speed
from tests.usage.rows import corrected, used

DAYS = [("2026-08-01", "2026-10-31"), ("2026-08-20", "2026-10-07"), ("2026-10-03", "2026-10-04")]
SELECTIONS = [
    Selection(Period.read(*days), "", narrowed) for days in DAYS for narrowed in ({}, {"model": "a"})
]


def calls(seed: int, user: User) -> list[UsageRecord]:
    chance = random.Random(seed)
    start = datetime(2026, 8, 1, tzinfo=UTC)
    return [
        used(
            user,
            at=start + timedelta(minutes=chance.randrange(91 * 24 * 60)),
            model_name=chance.choice("ab"),
            status=chance.choice(["done", "done", "failed"]),
            estimated=chance.random() < 0.2,
            completion_tokens=chance.randrange(400),
            first_token_ms=chance.choice([None, 3, 900, 250_000, chance.randrange(5000)]),
            duration_ms=chance.randrange(4000, 300_000),
        )
        for _ in range(50)
    ]


def speeds() -> list[dict[Any, Counter[int]]]:
    found: list[dict[Any, Histogram]] = []
    for selection in SELECTIONS:
        found += histograms(selection).values()
        found += (by_hour(selection, measure, ["a", "b"]) for measure in MEASURES.values())
    return [{group: Counter(each.bins) for group, each in groups.items()} for groups in found]


@pytest.mark.django_db
def test_the_speed_is_the_same_however_often_the_ledger_was_folded(alice: User) -> None:
    rows = calls(1, alice)
    before = speeds()
    assert any(before)
    for _ in range(2):
        fold_speed()
        assert speeds() == before
    assert 0 < MonthlyModelSpeed.objects.count() < MonthlySpeed.objects.count()

    rows += calls(2, alice)
    corrected(rows[0], "1", first_token_ms=5)
    late = speeds()
    assert late != before
    fold_speed()
    assert speeds() == late
    rebuild_speed()
    assert speeds() == late


@pytest.mark.django_db
def test_months_that_a_server_of_an_older_version_folded_are_counted_once(alice: User) -> None:
    """It knows hours only: it folds more of them, and forgets them and leaves what was made of them."""
    calls(4, alice)
    fold_speed()
    known = list(MonthlyModelSpeed.objects.values())
    until = SpeedFold.objects.get().last

    calls(5, alice)
    expected = speeds()
    fold_speed()
    MonthlyModelSpeed.objects.exclude(pk__lte=until).delete()
    SpeedFold.objects.update(models_last=until)
    assert speeds() == expected
    for _ in range(2):
        fold_speed()
        assert speeds() == expected

    MonthlySpeed.objects.all().delete()
    SpeedFold.objects.all().delete()
    assert speeds() == expected
    fold_speed()
    assert speeds() == expected
    assert {row["id"] for row in known}.isdisjoint(MonthlyModelSpeed.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_in_another_time_zone_the_ledger_is_read_until_it_is_folded_anew(alice: User) -> None:
    calls(3, alice)
    fold_speed()
    with override_settings(TIME_ZONE="Asia/Tokyo"):
        timezone.get_default_timezone.cache_clear()
        elsewhere = speeds()
        fold_speed()
        assert speeds() == elsewhere
    timezone.get_default_timezone.cache_clear()


@pytest.mark.django_db
def test_a_call_lies_in_the_bin_of_its_speed(alice: User) -> None:
    used(alice, first_token_ms=1_000, duration_ms=3_000, completion_tokens=100)
    used(alice, first_token_ms=1_000, duration_ms=1_100, completion_tokens=100)
    selection = Selection(Period.of_days(30))
    used(alice, duration_ms=400, completion_tokens=100)
    for measure, value, number in ((FIRST_TOKEN, 1_000, 2), (DURATION, 400, 3), (RATE, 50, 1)):
        models = histograms(selection)[measure.name]
        for groups in (models, by_hour(selection, measure, list(models))):
            found = merged(measure, list(groups.values()))
            assert found.calls == number
            low, high = found.bounds(min(found.bins))
            assert low <= value < high


@pytest.mark.parametrize("seed", range(5))
def test_a_quantile_of_bins_is_close_to_that_of_the_calls(seed: int) -> None:
    chance = random.Random(seed)
    values = sorted(chance.lognormvariate(7, 0.6) for _ in range(2_000))
    edges = FIRST_TOKEN.edges
    found = Histogram(FIRST_TOKEN, Counter(sum(edge <= value for edge in edges) for value in values))
    for share in (0.05, 0.5, 0.95):
        true = values[int(share * len(values))]
        assert found.quantile(share) == pytest.approx(true, rel=0.1)
    assert Histogram(FIRST_TOKEN, {}).quantile(0.5) is None
