"""Who comes into the admin area."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from chatapp.accounts.models import User
from tests.admin.history import chat

PAGES = [
    "/admin/",
    "/admin/providers/provider/",
    "/admin/nothing-here/",
    "/admin/autocomplete/",
    "/admin/login/",
]


@pytest.mark.parametrize("page", PAGES[:4])
def test_a_member_finds_nothing(member_page: Client, page: str) -> None:
    assert member_page.get(page).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_logged_in_comes_to_the_products_log_in_page(client: Client, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_a_member_who_asks_for_the_admins_log_in_ends_at_no_loop(member_page: Client) -> None:
    response = member_page.get("/admin/login/", follow=True)
    assert len(response.redirect_chain) < 5


def test_an_admin_sees_every_group(admin_page: Client) -> None:
    page = admin_page.get("/admin/").content.decode()
    for title in (
        "Conversations",
        "Messages",
        "Turns",
        "Tool calls",
        "Completions",
        "Usage records",
        "Providers",
    ):
        assert title in page


def test_a_reviewer_sees_usage_and_prices_only(review_page: Client) -> None:
    for page in ("completions/completion", "usage/usagerecord", "conversations/turn", "providers/model"):
        assert review_page.get(f"/admin/{page}/").status_code == 200, page
    closed = (
        "conversations/conversation",
        "conversations/message",
        "conversations/toolcall",
        "providers/provider",
    )
    for page in (*closed, "assistants/assistant"):
        assert review_page.get(f"/admin/{page}/").status_code == 403, page


def test_a_reviewer_finds_names_to_filter_by_but_no_title_of_a_chat(review_page: Client, alice: User) -> None:
    chat(alice)
    assert _found(review_page, "turn", "owner", "alice") == ["Alice"]
    assert _found(review_page, "turn", "model", "gpt") == ["gpt-5-mini (Somewhere)"]
    assert _found(review_page, "turn", "conversation", "Chat") is None
    assert _found(review_page, "message", "parent", "") is None


def test_an_admin_finds_chats_too(admin_page: Client, alice: User) -> None:
    chat(alice)
    assert _found(admin_page, "turn", "conversation", "Chat") == ["Chat 0"]


def _found(page: Client, row: str, field: str, term: str) -> list[str] | None:
    """What the field of a filter offers for a term; None: it is closed."""
    names = {"app_label": "conversations", "model_name": row, "field_name": field, "term": term}
    response = page.get("/admin/autocomplete/", names)
    return None if response.status_code == 403 else [found["text"] for found in response.json()["results"]]


def test_only_our_own_rows_have_pages() -> None:
    assert {model.__module__.split(".")[0] for model in admin.site._registry} == {"chatapp"}


@pytest.mark.parametrize(
    "page", ["conversations/conversation", "completions/completion", "usage/usagerecord"]
)
def test_nobody_adds_to_history(admin_page: Client, page: str) -> None:
    assert admin_page.get(f"/admin/{page}/add/").status_code == 403


def test_the_log_out_of_the_admin_ends_the_session(admin_page: Client) -> None:
    assert admin_page.get("/admin/logout/")["Location"] == reverse("account_logout")
    assert admin_page.get("/admin/").status_code == 200
    admin_page.post("/admin/logout/")
    assert admin_page.get("/admin/").status_code == 302
