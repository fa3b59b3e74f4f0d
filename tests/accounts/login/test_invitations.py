"""Inviting by a one-time link, and becoming one of the team."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from chatapp.accounts import mail as post
from chatapp.accounts.invitations import invite
from chatapp.accounts.models import AuditEntry, Invitation, InvitationState, Role, User
from tests.accounts.conftest import at_once
from tests.cast import PASSWORD

BOB = {"email": "Bob@Example.com", "name": "Bob", "role": "reviewer"}


def link_in(page: bytes) -> str:
    found = re.search(r'value="http://testserver(/invitation/[^"]+)"', page.decode())
    assert found
    return found[1]


@pytest.fixture
def browser(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_an_admin_gets_a_link_to_hand_over_and_it_makes_the_account(browser: Client, ada: User) -> None:
    response = browser.post("/people/invitations/", BOB)
    assert response.status_code == 201
    link, guest = link_in(response.content), Client()
    assert "Ada invited you" in guest.get(link).content.decode()
    assert guest.post(link, {"name": "Robert", "password": PASSWORD})["Location"] == "/"
    bob = User.objects.get(email="bob@example.com")
    assert (bob.name, bob.role, guest.session["_auth_user_id"]) == ("Robert", Role.REVIEWER, str(bob.pk))
    invitation = Invitation.objects.get()
    assert (invitation.accepted_by, invitation.state) == (bob, InvitationState.ACCEPTED)
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "invitation.created",
        "invitation.accepted",
    }


def test_the_link_is_shown_once_and_kept_nowhere(browser: Client) -> None:
    link = link_in(browser.post("/people/invitations/", BOB).content)
    token = link.split("/")[2]
    assert token not in browser.get("/people/").content.decode()
    assert token not in str(Invitation.objects.values().get())
    assert token not in str(list(AuditEntry.objects.values()))


def test_a_link_works_once(browser: Client) -> None:
    link = link_in(browser.post("/people/invitations/", BOB).content)
    Client().post(link, {"name": "Bob", "password": PASSWORD})
    response = Client().post(link, {"name": "Charlie", "password": PASSWORD})
    assert response.status_code == 404
    assert "This invitation is closed" in response.content.decode()
    assert not User.objects.filter(name="Charlie").exists()


def test_unknown_expired_and_revoked_links_are_one_page(ada: User) -> None:
    expired, late = invite(ada, "late@example.com", "", Role.MEMBER)
    revoked, gone = invite(ada, "gone@example.com", "", Role.MEMBER)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    Invitation.objects.filter(pk=revoked.pk).update(revoked_at=timezone.now())
    answers = [Client().get(f"/invitation/{token}/") for token in (late, gone, "unknown")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert all("This invitation is closed" in answer.content.decode() for answer in answers)


def test_a_new_link_closes_the_old_one_and_opens_an_expired_invitation(browser: Client, ada: User) -> None:
    invitation, old = invite(ada, "bob@example.com", "Bob", Role.MEMBER)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "Expired" in browser.get("/people/").content.decode()
    new = link_in(browser.post(f"/people/invitations/{invitation.pk}/link/").content)
    assert Client().get(f"/invitation/{old}/").status_code == 404
    assert Client().get(new).status_code == 200


def test_a_revoked_invitation_leaves_the_list_and_its_address_can_be_invited_again(
    browser: Client, ada: User
) -> None:
    invitation, token = invite(ada, "bob@example.com", "Bob", Role.MEMBER)
    browser.post(f"/people/invitations/{invitation.pk}/revocation/")
    assert Client().get(f"/invitation/{token}/").status_code == 404
    assert browser.post(f"/people/invitations/{invitation.pk}/link/").status_code == 404
    assert browser.post("/people/invitations/", BOB).status_code == 201


def test_an_address_that_is_known_or_invited_is_refused_at_its_field(browser: Client, alice: User) -> None:
    browser.post("/people/invitations/", BOB)
    for email, reason in ((alice.email, "has an account"), ("BOB@example.com", "invited already")):
        response = browser.post("/people/invitations/", {**BOB, "email": email})
        assert response.status_code == 422
        assert reason in response.content.decode()
        assert 'id="id_email_error"' in response.content.decode()


def test_an_address_that_got_an_account_otherwise_closes_the_invitation(ada: User) -> None:
    _, token = invite(ada, "bob@example.com", "Bob", Role.ADMIN)
    User.objects.create_user("bob@example.com", "another password")
    response = Client().post(f"/invitation/{token}/", {"name": "Bob", "password": PASSWORD})
    assert response.status_code == 404
    assert User.objects.get(email="bob@example.com").role == Role.MEMBER


def test_a_weak_password_is_refused_at_its_field(ada: User) -> None:
    _, token = invite(ada, "bob.builder@example.com", "", Role.MEMBER)
    for password, reason in (
        ("short", "at least 10"),
        ("bob.builder1", "similar to the email"),
        ("1234567890", "common"),
    ):
        page = Client().post(f"/invitation/{token}/", {"name": "Bob", "password": password}).content.decode()
        assert reason in page
    assert Invitation.objects.open().exists()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER])
def test_only_admins_invite(client: Client, alice: User, ada: User, role: Role) -> None:
    invitation, _ = invite(ada, "bob@example.com", "Bob", Role.MEMBER)
    User.objects.filter(pk=alice.pk).update(role=role)
    client.force_login(alice)
    for path in ("", f"{invitation.pk}/link/", f"{invitation.pk}/revocation/"):
        assert client.post(f"/people/invitations/{path}", BOB).status_code == 404
    assert Invitation.objects.open().count() == 1


def test_an_invitation_is_mailed_where_mail_is_configured(browser: Client, settings: Settings) -> None:
    settings.EMAIL_CONFIGURED = True
    link = link_in(browser.post("/people/invitations/", BOB).content)
    post.wait()
    assert [message.to for message in mail.outbox] == [["bob@example.com"]]
    assert link in mail.outbox[0].body


def test_the_link_has_the_name_that_the_team_uses(browser: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://chat.example.org"
    page = browser.post("/people/invitations/", BOB).content.decode()
    assert 'value="https://chat.example.org/invitation/' in page


def test_of_two_who_open_one_invitation_at_once_one_gets_the_account(
    transactional_db: None, ada: User
) -> None:
    _, token = invite(ada, "bob@example.com", "Bob", Role.MEMBER)
    data = {"name": "Bob", "password": PASSWORD}
    found = at_once(lambda number: Client().post(f"/invitation/{token}/", data).status_code)
    assert sorted(found) == [302, 404]
    assert User.objects.filter(email="bob@example.com").count() == 1


def test_of_two_who_invite_one_address_at_once_one_is_told(
    transactional_db: None, ada: User, enter: Callable[..., Client]
) -> None:
    browsers = [enter(ada), enter(ada)]
    found = at_once(lambda number: browsers[number].post("/people/invitations/", BOB).status_code)
    assert sorted(found) == [201, 422]


def test_the_log_names_no_link_that_makes_an_account() -> None:
    (handler,) = (handler for handler in logging.getLogger().handlers if handler.name == "stderr")
    for path in ("/invitation/a-secret/", "/setup/a-secret/"):
        record = logging.makeLogRecord(
            {"name": "django.request", "msg": "%s: %s", "args": ("Too Many Requests", path)}
        )
        assert handler.filter(record)
        assert record.getMessage() == f"Too Many Requests: {path.replace('a-secret', '…')}"
