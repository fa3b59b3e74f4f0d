"""People, invitations and the audit log in the admin."""

import pytest
from django.test import Client

from chatapp.accounts import audit
from chatapp.accounts.invitations import invite
from chatapp.accounts.models import AuditEntry, Invitation, Role, User

PAGES = ("user", "invitation", "auditentry")


@pytest.fixture
def browser(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_an_admin_reads_them_and_no_password_hash_shows(browser: Client, ada: User, bob: User) -> None:
    invite(ada, "dora@example.com", "Dora", Role.MEMBER)
    for page in PAGES:
        assert browser.get(f"/admin/accounts/{page}/").status_code == 200
    page = browser.get(f"/admin/accounts/user/{bob.pk}/change/").content.decode()
    assert bob.password not in page
    assert f"/people/{bob.pk}/" in page


def test_what_is_history_cannot_be_written(browser: Client, ada: User) -> None:
    invite(ada, "dora@example.com", "Dora", Role.MEMBER)
    for row in (Invitation.objects.get(), audit.record(ada, "provider.created")):
        path = f"/admin/accounts/{row._meta.model_name}"
        assert browser.get(f"{path}/{row.pk}/change/").status_code == 200
        assert browser.get(f"{path}/add/").status_code == 403
        assert browser.post(f"{path}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_person_is_corrected_there_but_not_promoted_or_removed(
    browser: Client, ada: User, bob: User
) -> None:
    path = f"/admin/accounts/user/{bob.pk}"
    browser.post(f"{path}/change/", {"email": "Robert@Example.com", "name": "Robert", "role": "admin"})
    bob.refresh_from_db()
    assert (bob.email, bob.name, bob.role) == ("robert@example.com", "Robert", Role.MEMBER)
    assert AuditEntry.objects.get(action="person.edited").detail == {"fields": ["email", "name"]}
    assert browser.post(f"{path}/delete/", {"post": "yes"}).status_code == 403


def test_no_filter_tells_a_password_hash(browser: Client, bob: User) -> None:
    assert browser.get(f"/admin/accounts/user/?password={bob.password}").status_code == 400
    assert browser.get(f"/admin/accounts/user/?password__startswith={bob.password[:9]}").status_code == 400


@pytest.mark.parametrize("page", PAGES)
def test_reviewers_and_members_do_not_see_them(client: Client, charlie: User, page: str) -> None:
    client.force_login(charlie)
    assert client.get(f"/admin/accounts/{page}/").status_code == 404
    User.objects.filter(pk=charlie.pk).update(role=Role.REVIEWER)
    assert client.get(f"/admin/accounts/{page}/").status_code == 403
