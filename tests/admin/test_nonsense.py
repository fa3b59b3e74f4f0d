"""Addresses of lists that nobody's form made: they find nothing or say so, and are no fault of the server."""

import pytest
from django.test import Client

from chatapp.accounts.models import User
from tests.admin.history import chat

LIST = "/admin/completions/completion/"
TOLD = "A filter in this address was not valid"


@pytest.mark.parametrize(
    "query",
    [
        "metadata_key=foo&metadata_value=%00x",
        "metadata_key=%00",
        "metadata_value=%00",
        "q=%00",
        "q=a%00b",
        "status__exact=%00",
        "user__id__exact=99999999999999999999",
    ],
)
def test_what_no_row_can_have_finds_nothing(admin_page: Client, alice: User, query: str) -> None:
    chat(alice)
    response = admin_page.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert not response.context["cl"].result_list


@pytest.mark.parametrize("page", ["usage/usagerecord", "conversations/conversation", "providers/model"])
def test_no_list_stumbles_over_a_search_for_u0000(admin_page: Client, page: str) -> None:
    assert admin_page.get(f"/admin/{page}/?q=%00").status_code == 200


def test_a_name_to_filter_by_that_no_row_can_have_is_not_found(admin_page: Client) -> None:
    names = {"app_label": "conversations", "model_name": "turn", "field_name": "owner", "term": "\0"}
    assert admin_page.get("/admin/autocomplete/", names).json()["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        "queued_at_from=yesterday",
        "queued_at_to=2026-02-30",
        "queued_at_to=9999-12-31",
        "queued_at_from=0001-01-01",
        "user__id__exact=alice",
        "store__exact=perhaps",
    ],
)
def test_a_filter_that_is_not_valid_is_told(admin_page: Client, query: str) -> None:
    assert TOLD in admin_page.get(f"{LIST}?{query}", follow=True).content.decode()


def test_an_empty_form_of_filters_is_valid(admin_page: Client) -> None:
    response = admin_page.get(f"{LIST}?queued_at_from=&queued_at_to=&metadata_key=&metadata_value=")
    assert response.status_code == 200
    assert TOLD not in response.content.decode()
