"""Addresses that nobody's page made: each is answered in words or as an empty selection, and none by an error."""

import pytest
from django.test import Client

from chatapp.accounts.models import User
from tests.usage.rows import used

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "breakdown/",
    "calls/",
    "failures/",
    "speed/",
    "feedback/",
    "prices/",
    "breakdown.csv",
    "calls.csv",
)
HOSTILE = [
    {"person": "\0"},
    {"label:\0": "x"},
    {"by": "label:\0"},
    {"by": "label:99999999999999999999"},
    {"by": "label:a'\"%s{}"},
    {"split": "label:<b>"},
    {"key": "9" * 5000},
    {"key": "9" * 30},
    {"model": "m" * 10_000},
    {"period": "x" * 10_000},
    {"period": "\0"},
    {"from": "0001-01-01", "to": "9999-12-31"},
    {"from": "1900-01-01", "to": "1900-01-02"},
    {"from": "9000-12-30", "to": "9000-12-31"},
    {"from": "2026-01-01"},
    {"day": "';DROP TABLE usage_usagerecord"},
    {"before": "0001-01-01T00:00:00+14:00_1"},
    {"before": "9999-12-31T23:59:59-14:00_1"},
    {"before": f"2026-10-01T00:00:00+00:00_{10**30}"},
    {"before": "2026-10-01T00:00:00_1"},
    {"before": "\0"},
    {"of": "\0<b>"},
    {"verdict": "\0"},
    {"reason": "x" * 5000},
    {"page": "9" * 5000},
    {"page": "-1"},
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_address_is_an_error_of_the_server(
    review_page: Client, alice: User, query: dict[str, str]
) -> None:
    used(alice, labels={"project": "apollo"})
    for page in PAGES:
        response = review_page.get(f"/admin/review/{page}", query, follow=True)
        assert response.status_code in (200, 400), page
