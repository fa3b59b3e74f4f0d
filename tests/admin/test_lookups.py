"""A list is narrowed by the filters that it offers: no lookup of an address tells what stands in other fields."""

import logging

import pytest
from django.contrib import admin
from django.test import Client

from chatapp.accounts.models import User
from chatapp.backoffice.changelist import FilteredList
from tests.admin.history import chat
from tests.admin.test_nonsense import TOLD


@pytest.mark.parametrize(
    "address",
    [
        "conversations/message/?body__icontains=secret",
        "conversations/message/?id__gt=1",
        "conversations/conversation/?preview__startswith=s",
        "conversations/conversation/?title__regex=^s",
        "conversations/conversation/?owner__password__startswith=a",
        "conversations/turn/?error__message__icontains=secret",
        "conversations/toolcall/?arguments__icontains=secret",
        "completions/completion/?error__icontains=secret",
        "completions/completion/?stored__request__icontains=secret",
        "accounts/apikey/?digest__startswith=0",
        "accounts/user/?password__startswith=a",
        "accounts/invitation/?token__startswith=a",
        "knowledge/document/?source__icontains=secret",
        "providers/provider/?api_key__startswith=g",
        "usage/usagerecord/?details__icontains=1",
        "assistants/assistant/?instructions__icontains=secret",
    ],
)
def test_a_lookup_that_no_filter_offers_is_refused(admin_page: Client, alice: User, address: str) -> None:
    chat(alice)
    response = admin_page.get(f"/admin/{address}")
    if response.status_code != 400:  # of other rows Django itself refuses it
        assert response.headers["Location"].endswith("?e=1")
        assert TOLD in admin_page.get(f"/admin/{address}", follow=True).content.decode()


def test_a_reviewer_asks_nothing_of_the_digests_of_keys(review_page: Client) -> None:
    assert (
        review_page.get("/admin/accounts/apikey/?digest__startswith=0").headers["Location"].endswith("?e=1")
    )


def test_the_filters_of_a_page_still_choose(admin_page: Client, alice: User, bob: User) -> None:
    chat(alice)
    rows = admin_page.get(f"/admin/conversations/turn/?owner__id__exact={alice.pk}").context["cl"].result_list
    assert [row.owner for row in rows] == [alice]
    none = admin_page.get(f"/admin/conversations/turn/?owner__id__exact={bob.pk}").context["cl"].result_list
    assert list(none) == []


def test_no_page_of_the_admin_has_another_kind_of_list(admin_page: Client) -> None:
    request = admin_page.get("/admin/").wsgi_request
    kinds = {type(page): page.get_changelist(request) for page in admin.site._registry.values()}
    assert set(kinds.values()) == {FilteredList}


def test_a_refused_lookup_is_one_line_of_the_log(
    admin_page: Client, caplog: pytest.LogCaptureFixture
) -> None:
    address = "/admin/conversations/conversation/?owner__password__startswith=secret"
    assert admin_page.get(address).status_code == 400
    handler = next(handler for handler in logging.getLogger().handlers if handler.name == "stderr")
    [line] = [handler.format(record) for record in caplog.records if handler.filter(record)]
    assert len(line.splitlines()) == 1
    assert " WARNING django.security.DisallowedModelAdminLookup " in line
    assert "secret" not in line
