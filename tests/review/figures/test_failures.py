"""Failed calls by their cause."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.completions.models import Completion
from chatapp.review.failures import failures
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
