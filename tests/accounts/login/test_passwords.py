"""Changing a password, and a forgotten one."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from chatapp.accounts import mail as post
from chatapp.accounts.models import AuditEntry, User
from tests.accounts.conftest import log_in
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "green lantern 77"


@pytest.fixture
def with_mail(settings: Settings) -> None:
    settings.EMAIL_CONFIGURED = True


def test_a_new_password_keeps_this_browser_and_logs_out_the_others(
    alice: User, enter: Callable[..., Client]
) -> None:
    here, there = enter(alice), enter(alice)
    response = here.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})
    assert response["Location"] == "/account/"
    assert "Your new password is saved." in here.get("/account/").content.decode()
    assert there.get("/account/").status_code == 302
    assert log_in(Client(), alice.email, NEW).status_code == 302
    assert AuditEntry.objects.filter(actor=alice, action="password.changed").count() == 1


def test_the_current_password_is_asked_for_and_the_new_one_checked(
    alice: User, enter: Callable[..., Client]
) -> None:
    browser = enter(alice)
    page = browser.post("/account/password/", {"oldpassword": "wrong", "password1": "short"}).content.decode()
    assert "not your current password" in page
    assert "at least 10 characters" in page


def test_without_mail_the_page_says_whom_to_ask(client: Client) -> None:
    page = client.get("/account/password/reset/").content.decode()
    assert "ask an admin of your team" in page
    assert "<form" not in page
    assert client.post("/account/password/reset/", {"email": "alice@example.com"}).status_code == 200
    assert not mail.outbox


def test_with_mail_a_link_comes_and_sets_a_new_password(
    client: Client, alice: User, with_mail: None, enter: Callable[..., Client]
) -> None:
    elsewhere = enter(alice)
    client.post("/account/password/reset/", {"email": "Alice@example.com"})
    post.wait()
    found = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert found
    form = client.get(found[1], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW})
    assert client.session["_auth_user_id"] == str(alice.pk)
    # The chat, where one lands, has no place to say it, and elsewhere it would come late.
    assert "is saved" not in client.get("/account/").content.decode()
    assert elsewhere.get("/account/").status_code == 302
    assert log_in(Client(), alice.email, NEW).status_code == 302


def test_a_corrected_address_is_the_only_one_that_logs_in(
    client: Client, alice: User, with_mail: None
) -> None:
    old = alice.email
    client.post("/account/password/reset/", {"email": old})
    post.wait()
    link = client.get(re.findall(r"http://testserver(/\S+)", mail.outbox[0].body)[0])["Location"]
    client.post(link, {"password1": NEW})
    alice.refresh_from_db()
    alice.email = "alice@example.org"
    alice.save()
    assert log_in(Client(), old, NEW).status_code == 200
    assert log_in(Client(), alice.email, NEW).status_code == 302
    client.post("/account/password/reset/", {"email": old})
    post.wait()
    assert len(mail.outbox) == 1


def test_an_unknown_address_gets_the_same_page_and_no_mail(
    client: Client, alice: User, with_mail: None
) -> None:
    answers = [
        client.post("/account/password/reset/", {"email": e}) for e in (alice.email, "who@example.com")
    ]
    post.wait()
    assert [answer["Location"] for answer in answers] == ["/account/password/reset/sent/"] * 2
    assert [message.to for message in mail.outbox] == [[alice.email]]


def test_a_deactivated_person_gets_no_link(client: Client, alice: User, with_mail: None) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    client.post("/account/password/reset/", {"email": alice.email})
    post.wait()
    assert not mail.outbox


def test_many_requests_for_one_address_are_refused(client: Client, alice: User, with_mail: None) -> None:
    found = [client.post("/account/password/reset/", {"email": alice.email}).status_code for _ in range(6)]
    post.wait()
    assert found == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_a_mail_server_that_is_away_is_no_error_of_the_page(
    client: Client, alice: User, with_mail: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.login.test_passwords.Away"
    assert client.post("/account/password/reset/", {"email": alice.email}).status_code == 302
    post.wait()
    assert "could not be sent: no route" in caplog.text


def test_a_mail_that_cannot_be_written_is_in_the_log_too(
    client: Client, alice: User, with_mail: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.login.test_passwords.Confused"
    client.post("/account/password/reset/", {"email": alice.email})
    post.wait()
    assert f"A mail to {alice.email} could not be sent" in caplog.text


class Away:
    def __init__(self, **options: object) -> None:
        pass

    def send_messages(self, messages: list[object]) -> int:
        raise OSError("no route")


class Confused(Away):
    def send_messages(self, messages: list[object]) -> int:
        """As the standard library does with a password that is not ASCII."""
        raise UnicodeEncodeError("ascii", "pässword", 1, 2, "ordinal not in range")
