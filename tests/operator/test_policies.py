"""The headers that keep a page's content from doing harm."""

import re

import pytest
from django.test import Client

from chatapp.accounts.models import User


def _policy(client: Client, path: str) -> dict[str, set[str]]:
    header = client.get(path, follow=True).headers["Content-Security-Policy"]
    return {words[0]: set(words[1:]) for words in map(str.split, header.split(";"))}


def test_the_chat_runs_no_inline_script_and_no_inline_style(client: Client, alice: User) -> None:
    client.force_login(alice)
    policy = _policy(client, "/")
    assert {re.sub("'nonce-.*'", "nonce", source) for source in policy["script-src"]} <= {"'self'", "nonce"}
    assert policy["style-src"] == {"'self'"}
    assert policy["default-src"] == policy["object-src"] == policy["frame-ancestors"] == {"'none'"}


def test_no_image_of_another_server_is_loaded(client: Client, alice: User) -> None:
    client.force_login(alice)
    for path in ("/", "/documents/", "/activity/", "/account/"):
        assert _policy(client, path)["img-src"] == {"'self'", "data:"}


def test_text_becomes_markup_by_named_policies_only(client: Client, ada: User) -> None:
    client.force_login(ada)
    chat = _policy(client, "/")
    assert chat["require-trusted-types-for"] == {"'script'"}
    assert chat["trusted-types"] == {"chatapp", "dompurify"}
    assert chat["worker-src"] == {"'self'"}
    assert "require-trusted-types-for" not in _policy(client, "/admin/")


def test_a_nonce_is_used_once(client: Client, alice: User) -> None:
    client.force_login(alice)
    first, second = (_policy(client, "/")["script-src"] - {"'self'"} for _ in range(2))
    assert first
    assert first.isdisjoint(second)


def test_what_the_admins_theme_needs_is_allowed_under_its_path_only(client: Client, ada: User) -> None:
    client.force_login(ada)
    admin = _policy(client, "/admin/")
    assert "'unsafe-eval'" in admin["script-src"]
    assert "'unsafe-inline'" not in admin["script-src"]
    assert "'unsafe-inline'" in admin["style-src"]
    assert "'unsafe-eval'" not in _policy(client, "/")["script-src"]


def test_no_page_may_use_what_ours_do_not_need(client: Client, alice: User, ada: User) -> None:
    for user, path, microphone in ((alice, "/", "(self)"), (ada, "/admin/", "()")):
        client.force_login(user)
        denied = client.get(path).headers["Permissions-Policy"].split(", ")
        assert {"camera=()", "geolocation=()", "payment=()", "usb=()", f"microphone={microphone}"} <= set(
            denied
        )


@pytest.mark.django_db
def test_pages_are_not_framed_sniffed_or_named_to_others(client: Client) -> None:
    headers = client.get("/account/login/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
