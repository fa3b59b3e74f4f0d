"""Logging in and out."""

import pytest
from django.test import Client

from chatapp.accounts.models import AuditEntry, User
from tests.accounts.conftest import log_in

pytestmark = pytest.mark.django_db


def test_the_address_in_any_case_and_the_password_log_in(client: Client, alice: User) -> None:
    response = log_in(client, "ALICE@example.com")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert AuditEntry.objects.filter(actor=alice, action="session.started").count() == 1


def test_the_audit_log_tells_from_where_and_which_log_ins_failed(client: Client, alice: User) -> None:
    log_in(client, alice.email, "wrong password")
    log_in(client, "who@example.com", "wrong password")
    log_in(client, alice.email)
    entries = AuditEntry.objects.order_by("pk").values_list("action", "actor_email", "target", "detail")
    address = {"address": "127.0.0.1"}
    assert list(entries) == [
        ("session.refused", "", alice.email, address),
        ("session.refused", "", "", address),
        ("session.started", alice.email, alice.email, address),
    ]


def test_the_page_that_was_asked_for_opens_after_login_but_none_of_another_site(
    client: Client, alice: User
) -> None:
    assert log_in(client, alice.email, next="/account/")["Location"] == "/account/"
    assert log_in(Client(), alice.email, next="https://evil.example/")["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_look_the_same(alice: User) -> None:
    pages = [log_in(Client(), email, "wrong password") for email in (alice.email, "who@example.com")]
    texts = [page.content.decode().replace(alice.email, "who@example.com") for page in pages]
    assert [page.status_code for page in pages] == [200, 200]
    assert "do not belong together" in texts[0]
    assert [_without_tokens(text) for text in texts[:1]] == [_without_tokens(text) for text in texts[1:]]


def test_many_wrong_passwords_close_the_door_even_to_the_right_one_for_a_while(
    client: Client, alice: User
) -> None:
    for _ in range(5):
        log_in(client, alice.email, "wrong password")
    page = log_in(client, alice.email).content.decode()
    assert "Too many attempts" in page


def test_many_logins_from_one_place_are_slowed_down(client: Client) -> None:
    found = [log_in(client, f"who{number}@example.com").status_code for number in range(31)]
    assert found[-1] == 429


def test_no_stranger_makes_the_server_read_a_huge_form(client: Client) -> None:
    assert log_in(client, "x" * 3_000_000).status_code == 400


def test_a_deactivated_person_is_told_so_after_the_right_password_only(client: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert "do not belong together" in log_in(client, alice.email, "wrong password").content.decode()
    page = client.post("/account/login/", {"login": alice.email, "password": "violet kettle 42"}, follow=True)
    assert "_auth_user_id" not in client.session
    assert page.status_code == 200


def test_logging_out_takes_a_post(client: Client, alice: User) -> None:
    log_in(client, alice.email)
    assert "Log out?" in client.get("/account/logout/").content.decode()
    assert "_auth_user_id" in client.session
    assert client.post("/account/logout/")["Location"] == "/account/login/"
    assert "_auth_user_id" not in client.session
    assert AuditEntry.objects.filter(actor=alice, action="session.ended").count() == 1


@pytest.mark.parametrize("path", ["/account/signup/", "/account/email/", "/account/confirm-email/"])
def test_there_is_no_sign_up(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/account/", "/account/password/", "/people/", "/people/1/"])
def test_strangers_are_asked_to_log_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/account/login/?next={path}"


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "nonce" not in line]
