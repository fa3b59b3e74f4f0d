"""Unpriced calls are priced afterwards, by corrections."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chatapp.accounts.models import AuditEntry, User
from chatapp.providers.models import Model, Price, Provider
from chatapp.usage.models import UsageRecord
from chatapp.usage.sums.folding import fold
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import total
from tests.usage.rows import used

pytestmark = pytest.mark.django_db

PAGE = "/admin/review/calls/prices/"


def everything() -> Selection:
    """Up to today, whichever day it is by now: a run may last past midnight."""
    return Selection(Period.of_days(30))


@pytest.fixture
def model() -> Model:
    provider = Provider.objects.create(name="Somewhere", slug="somewhere", base_url="https://example.com/v1")
    return Model.objects.create(provider=provider, name="gpt-5-mini")


def price(model: Model, dollars: int, days_ago: int) -> Price:
    since = timezone.now() - timedelta(days=days_ago)
    return Price.objects.create(model=model, valid_from=since, input=dollars, output=10 * dollars)


def test_each_call_gets_the_price_that_held_then_else_the_first_one_after(
    admin_page: Client, ada: User, alice: User, model: Model
) -> None:
    price(model, 1000, days_ago=10)
    price(model, 2000, days_ago=2)
    for days_ago in (20, 5, 1):
        used(alice, None, timezone.now() - timedelta(days=days_ago), model_id=model.pk, labels={"team": "a"})
    paid = used(alice, "7", model_id=model.pk)
    response = admin_page.post(PAGE, {"reason": "entered late"}, follow=True)
    assert "Priced: 3 calls, $0.80." in response.content.decode()

    corrections = UsageRecord.objects.filter(corrects__isnull=False).order_by("id")
    assert [row.cost for row in corrections] == [Decimal("0.2"), Decimal("0.2"), Decimal("0.4")]
    assert {(row.reason, row.total_tokens, row.labels["team"]) for row in corrections} == {
        ("entered late", 0, "a")
    }
    assert paid.pk not in {row.corrects for row in corrections}
    found = total(everything())
    assert (found.calls, found.unpriced, found.cost, found.total_tokens) == (4, 0, Decimal("7.8"), 440)
    entry = AuditEntry.objects.get(action="usage.price")
    assert (entry.actor, entry.detail["calls"], entry.detail["reason"]) == (ada, 3, "entered late")


def test_twice_is_once_also_when_the_days_were_folded_between(
    admin_page: Client, alice: User, model: Model
) -> None:
    price(model, 1000, days_ago=10)
    used(alice, None, model_id=model.pk)
    fold(worth_it=1)
    for _ in range(2):
        admin_page.post(PAGE, {"reason": "late"})
        fold(worth_it=1)
    assert (total(everything()).cost, total(everything()).unpriced) == (Decimal("0.2"), 0)
    assert UsageRecord.objects.count() == 2


def test_only_the_selected_calls_are_priced_and_what_has_no_price_is_left(
    admin_page: Client, alice: User, bob: User, model: Model
) -> None:
    price(model, 1000, days_ago=10)
    used(alice, None, model_id=model.pk)
    used(bob, None, model_id=model.pk)
    used(alice, None, model_name="gone")
    response = admin_page.post(f"{PAGE}?person=alice@example.com", {"reason": "late"}, follow=True)
    text = response.content.decode()
    assert "Priced: 1 call, $0.20. Left: 1 call of models that have no price." in text
    assert total(everything()).unpriced == 2


def test_reasoning_that_was_counted_beside_the_answer_is_priced_too(
    admin_page: Client, alice: User, model: Model
) -> None:
    price(model, 1000, days_ago=10)
    used(alice, None, model_id=model.pk, reasoning_tokens=40, total_tokens=150)
    admin_page.post(PAGE, {"reason": "late"})
    assert total(everything()).cost == Decimal("0.6")


def test_without_a_reason_nothing_happens(admin_page: Client, alice: User, model: Model) -> None:
    price(model, 1000, days_ago=10)
    used(alice, None, model_id=model.pk)
    response = admin_page.post(PAGE, {"reason": "  "}, follow=True)
    assert "Say why these calls are priced" in response.content.decode()
    assert UsageRecord.objects.count() == 1


def test_only_an_admin_prices(review_page: Client, member_page: Client, client: Client, alice: User) -> None:
    used(alice, None)
    assert review_page.post(PAGE, {"reason": "x"}).status_code == 403
    assert member_page.post(PAGE, {"reason": "x"}).status_code == 404
    assert client.post(PAGE, {"reason": "x"}).status_code == 302
    assert "unpriced call</button>" not in review_page.get(reverse("review:calls")).content.decode()
    assert UsageRecord.objects.count() == 1


def test_the_overview_leads_to_the_calls_that_can_be_priced(
    admin_page: Client, alice: User, model: Model
) -> None:
    used(alice, None, model_id=model.pk)
    assert "Set its price" in admin_page.get("/admin/review/").content.decode()
    price(model, 1, days_ago=0)
    assert "Price these calls" in admin_page.get("/admin/review/").content.decode()
    calls = admin_page.get("/admin/review/calls/", {"unpriced": "true"}).content.decode()
    assert "Price 1 unpriced call" in calls


def test_a_call_is_priced_by_the_tier_in_which_it_was_served(
    admin_page: Client, alice: User, model: Model
) -> None:
    tiers = [{"service_tier": "flex", "above": 0, "input": "500", "output": "5000"}]
    Price.objects.create(model=model, input=1000, output=10_000, per_call=1, tiers=tiers)
    plain = used(alice, None, model_id=model.pk)
    flex = used(alice, None, model_id=model.pk, service_tier="flex")
    admin_page.post(PAGE, {"reason": "late"})
    costs = {row.corrects: row.cost for row in UsageRecord.objects.filter(corrects__isnull=False)}
    assert costs == {plain.pk: Decimal("1.2"), flex.pk: Decimal("1.1")}
