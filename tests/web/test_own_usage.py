"""The page "Your usage": a person's own calls, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chatapp.accounts.models import User
from tests.usage.rows import used
from tests.web.calls import api_key
from tests.web.chat.test_chat_page import browser


def page(user: User, **query: str) -> str:
    response = browser(user).get(reverse("own_usage"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_sums_what_one_person_called(alice: User, bob: User) -> None:
    key = api_key(alice, "report")
    used(alice, "1.25", model_name="gpt-5")
    used(alice, "0.50", kind="api", api_key_id=key.pk)
    used(bob, "40", model_name="secret-model", api_key_id=key.pk)
    shown = page(alice)
    for words in ("$1.75", "$1.25", "$0.50", "gpt-5", "report", "Day</h2>", "API key</h2>"):
        assert words in shown
    assert "secret-model" not in shown
    assert "$40" not in shown


@pytest.mark.parametrize(
    "query", [{"person": "bob@example.com"}, {"user_id": "2"}, {"period": "x"}, {"from": "2020-01-01"}]
)
def test_no_address_shows_more(alice: User, bob: User, query: dict[str, str]) -> None:
    used(bob, "40", model_name="secret-model")
    assert "You called no model in this period." in page(alice, **query)


def test_a_period_has_its_days_only(alice: User) -> None:
    used(alice, "1", timezone.now() - timedelta(days=20))
    assert "$1.00" in page(alice)
    assert "You called no model in this period." in page(alice, period="7d")


def test_what_has_no_price_is_never_a_zero(alice: User) -> None:
    used(alice, None)
    shown = page(alice)
    assert "1 of these calls have no price" in shown
    assert "$0" not in shown


def test_a_stranger_logs_in_first(client: Client, db: None) -> None:
    assert client.get(reverse("own_usage")).status_code == 302
