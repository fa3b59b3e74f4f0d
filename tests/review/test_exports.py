"""The files of the review, as a spreadsheet and a script read them."""

import csv
import io
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.review import exports
from tests.usage.rows import used

pytestmark = pytest.mark.django_db


def rows(client: Client, page: str, **query: str) -> list[dict[str, str]]:
    response = client.get(f"/admin/review/{page}", query)
    assert isinstance(response, StreamingHttpResponse)
    return list(csv.DictReader(io.StringIO(async_to_sync(_whole)(response).decode())))


async def _whole(response: StreamingHttpResponse) -> bytes:
    return b"".join([part async for part in response])  # type: ignore[misc]


def test_a_file_of_calls_has_them_all_in_batches(
    review_page: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_BATCH", 10)
    for number in range(25):
        used(alice, "0.1", model_name=f"m{number}", labels={"team": "ü"})
    found = rows(review_page, "calls.csv")
    assert {row["model"] for row in found} == {f"m{number}" for number in range(25)}
    assert len(found) == 25
    assert (found[0]["cost"], found[0]["labels"], found[0]["estimated"]) == (
        "0.1000000000",
        '{"team": "ü"}',
        "false",
    )
    assert found[0]["at"].endswith("+00:00")


@pytest.mark.parametrize("page", ["calls.csv", "breakdown.csv"])
def test_a_file_is_sent_as_it_is_since_browsers_read_the_first_of_several_packed_parts_only(
    review_page: Client, alice: User, page: str
) -> None:
    used(alice)
    response = review_page.get(f"/admin/review/{page}", headers={"Accept-Encoding": "gzip"})
    assert isinstance(response, StreamingHttpResponse)
    assert "Content-Encoding" not in response.headers
    assert b"gpt-5-mini" in async_to_sync(_whole)(response)


def test_a_file_of_a_breakdown_has_its_rows(review_page: Client, alice: User) -> None:
    used(alice, "0.1")
    used(alice, "0.2")
    assert [
        (row["person"], row["calls"], row["cost"]) for row in rows(review_page, "breakdown.csv", by="person")
    ] == [("alice@example.com", "2", "0.3000000000")]


def test_a_file_of_a_breakdown_has_the_columns_between_and_the_cost_before(
    review_page: Client, alice: User, bob: User
) -> None:
    used(alice, "0.1", at=timezone.now() - timedelta(days=40))
    used(alice, "0.2", model_name="large")
    used(bob, "0.3")
    found = rows(review_page, "breakdown.csv", by="person", split="model")
    names = ("person", "cost", "cost_before", "model=large", "model=gpt-5-mini")
    assert [tuple(row[name].rstrip("0") for name in names) for row in found] == [
        ("bob@example.com", "0.3", "", "", "0.3"),
        ("alice@example.com", "0.2", "0.1", "0.2", ""),
    ]
    assert "cost_before" not in rows(review_page, "breakdown.csv", by="day")[0]


def test_a_file_begins_with_a_byte_order_mark_where_that_is_asked_for(
    review_page: Client, alice: User
) -> None:
    used(alice)
    for page in ("calls.csv", "breakdown.csv"):
        plain, marked = (next(iter(rows(review_page, page, **query)[0])) for query in ({}, {"bom": "1"}))
        assert marked == f"\ufeff{plain}"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\tx", "\n=1"])
def test_no_text_is_a_formula(review_page: Client, alice: User, name: str) -> None:
    used(alice, model_name=name)
    for page, query in (("calls.csv", {}), ("breakdown.csv", {"by": "model"})):
        (row,) = rows(review_page, page, **query)
        assert row["model"] == f"'{name}"


def test_a_free_call_costs_a_zero_that_a_script_can_read(review_page: Client, alice: User) -> None:
    used(alice, "0")
    assert rows(review_page, "calls.csv")[0]["cost"] == "0.0000000000"
    assert rows(review_page, "breakdown.csv")[0]["cost"] == "0.0000000000"


def test_an_address_that_makes_no_sense_is_refused_in_words(review_page: Client) -> None:
    response = review_page.get("/admin/review/breakdown.csv", {"by": "colour"})
    assert (response.status_code, b"choose one of" in response.content) == (400, True)
