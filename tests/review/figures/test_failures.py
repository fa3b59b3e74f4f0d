"""Failed calls by their cause."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.completions.models import Completion
from chatapp.review.failures import Failure, context
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection
from tests.usage.rows import used

pytestmark = pytest.mark.django_db

LIMIT = {"message": "The provider asks for fewer requests", "status": 429, "code": "rate_limit_exceeded"}
AWAY = {"message": "The provider could not be reached", "status": None, "code": None}


def failed(user: User, error: dict[str, object] | None, status: str = "failed", **columns: str) -> Completion:
    names = {"provider_name": "Somewhere", "model_name": "gpt-5-mini", **columns}
    completion = Completion.objects.create(kind="api", user=user, status=status, error=error, **names)
    used(user, status=status, completion_id=completion.pk, at=completion.queued_at, **names)
    return completion


def failures(selection: Selection) -> list[Failure]:
    found: list[Failure] = context(selection)["failures"]
    return found


def test_failures_are_grouped_by_cause_and_say_what_to_do(alice: User, bob: User) -> None:
    failed(alice, LIMIT)
    last = failed(bob, LIMIT, model_name="gpt-5")
    failed(alice, AWAY)
    failed(alice, None, "interrupted", provider_name="Elsewhere")
    used(alice)
    found = failures(Selection(Period.of_days(7)))
    assert [(each.provider, each.calls, each.people, each.status) for each in found] == [
        ("Somewhere", 2, 2, 429),
        ("Elsewhere", 1, 1, None),
        ("Somewhere", 1, 1, None),
    ]
    limit, cut, away = found
    assert (limit.models, limit.code) == (["gpt-5", "gpt-5-mini"], "rate_limit_exceeded")
    assert str(last.pk) in limit.example
    assert "higher limit" in limit.remedy
    assert "server's log" in cut.remedy
    assert "fallback" in away.remedy


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (401, "API key"),
        (418, "Open an example"),
        (422, "Open an example"),
        (503, "provider's"),
        (529, "provider's"),
    ],
)
def test_every_status_has_its_remedy(alice: User, status: int, remedy: str) -> None:
    failed(alice, {**LIMIT, "status": status})
    (found,) = failures(Selection(Period.of_days(7)))
    assert remedy in found.remedy


def test_the_period_before_is_beside_it(alice: User) -> None:
    row = failed(alice, LIMIT)
    early = timezone.now() - timedelta(days=8)
    Completion.objects.filter(pk=row.pk).update(queued_at=early)
    other = Completion.objects.create(
        kind="api", user=alice, status="failed", error=LIMIT, provider_name="Somewhere"
    )
    used(alice, status="failed", completion_id=other.pk, at=early)
    (found,) = failures(Selection(Period.of_days(7)))
    assert (found.calls, found.before) == (1, 1)


def test_the_page_shows_them_narrowed(review_page: Client, alice: User) -> None:
    failed(alice, LIMIT)
    failed(alice, AWAY, provider_name="<b>Elsewhere")
    page = review_page.get("/admin/review/failures/").content.decode()
    assert "fewer requests" in page
    assert "&lt;b&gt;Elsewhere" in page
    page = review_page.get("/admin/review/failures/", {"provider": "Somewhere"}).content.decode()
    assert "Elsewhere" not in page.partition("review-failures")[2]


def test_the_trend_counts_each_cause_by_day_and_leads_to_the_calls(review_page: Client, alice: User) -> None:
    today = timezone.localdate()
    for days, error in ((0, LIMIT), (0, LIMIT), (3, LIMIT), (3, AWAY), (3, None)):
        row, moment = failed(alice, error), timezone.now() - timedelta(days=days)
        Completion.objects.filter(pk=row.pk).update(queued_at=moment)
        used(alice, status="failed", at=moment)
    for code in range(5):
        failed(alice, {**LIMIT, "status": 500 + code})
    page = review_page.get("/admin/review/failures/?period=7d")
    bars = page.context["trend"].bars
    found = {(bar.column, bar.part.name): int(bar.part.value) for bar in bars}
    early, late = (str(today - timedelta(days=days)) for days in (3, 0))
    limit = "Somewhere: The provider asks for fewer requests (429)"
    assert found[late, limit] == 2
    assert sum(found.values()) == 10
    assert {name for day, name in found if day == early} == {limit, "All others"}
    first = page.context["failures"][0]
    assert (first.calls, first.series) == (3, 0)
    assert page.context["failures"][-1].series == 5
    leads = review_page.get(next(bar.part.address for bar in bars if bar.column == early))
    assert leads.context["total"].calls == 3
    assert f"{early}" in page.text


def test_the_trend_of_a_year_is_by_month(review_page: Client, alice: User) -> None:
    failed(alice, LIMIT)
    page = review_page.get("/admin/review/failures/?period=365d")
    assert "Failed calls by month" in page.text
    (bar,) = page.context["trend"].bars
    assert (bar.column, bar.part.value) == (f"{timezone.localdate():%Y-%m}", 1)
