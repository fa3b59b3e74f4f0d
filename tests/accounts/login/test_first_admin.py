"""The first admin comes from the link in the server's terminal, once."""

import pytest
from django.core import signing
from django.test import Client

from chatapp.accounts.models import AuditEntry, Role, User
from chatapp.accounts.setup import setup_link
from tests.accounts.conftest import at_once
from tests.cast import PASSWORD

ADA = {"name": "Ada", "email": "Ada@Example.com", "password": PASSWORD}


def path() -> str:
    link = setup_link("http://testserver/")
    assert link is not None
    assert link.startswith("http://testserver/setup/")
    return link.removeprefix("http://testserver")


@pytest.mark.django_db
def test_the_link_makes_an_admin_who_is_logged_in(client: Client) -> None:
    address = path()
    assert "Welcome" in client.get(address).content.decode()
    response = client.post(address, ADA)
    assert (response.status_code, response["Location"]) == (302, "/")
    user = User.objects.get()
    assert (user.email, user.name, user.role) == ("ada@example.com", "Ada", Role.ADMIN)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEntry.objects.filter(actor=user, action="setup.completed").exists()


@pytest.mark.django_db
def test_there_is_no_link_and_no_page_once_there_is_an_admin(client: Client) -> None:
    address = path()
    User.objects.create_superuser("ada@example.com", PASSWORD)
    assert setup_link("http://testserver") is None
    for response in (client.get(address), client.post(address, ADA)):
        assert response.status_code == 404
        assert "Already set up" in response.content.decode()
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_the_link_stays_dead_when_the_admins_are_gone(client: Client) -> None:
    address = path()
    client.post(address, ADA)
    for gone in (lambda: User.objects.update(is_active=False), lambda: User.objects.all().delete()):
        gone()
        assert client.post(address, {**ADA, "email": "eve@example.com"}).status_code == 404
        assert setup_link("http://testserver") is None
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_deactivated_admin_is_an_admin_that_there_was(client: Client) -> None:
    address = path()
    User.objects.create_superuser("ada@example.com", PASSWORD, is_active=False)
    assert client.post(address, ADA).status_code == 404


@pytest.mark.django_db
def test_a_forged_or_cut_link_makes_nobody(client: Client) -> None:
    address = path()
    for wrong in (address[:-4] + "/", "/setup/nonsense/", f"/setup/{signing.dumps('first admin')}/"):
        response = client.post(wrong, ADA)
        assert response.status_code == 404
        assert "not complete" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_errors_stand_at_their_fields(client: Client) -> None:
    page = client.post(path(), {"name": "", "email": "nonsense", "password": "short"}).content.decode()
    assert 'id="id_name_error"' in page
    assert 'id="id_email_error"' in page
    assert 'id="id_password_error"' in page
    assert "at least 10 characters" in page
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_password_like_the_name_is_refused(client: Client) -> None:
    page = client.post(path(), {**ADA, "name": "Ada Lovelace", "password": "adalovelace"}).content.decode()
    assert "too similar to the name" in page


@pytest.mark.django_db
def test_a_member_who_was_there_before_becomes_the_admin(client: Client, alice: User) -> None:
    client.post(path(), {**ADA, "email": alice.email})
    alice.refresh_from_db()
    assert alice.is_admin


@pytest.mark.django_db
def test_the_login_page_says_where_the_link_is_only_while_there_is_no_admin(client: Client) -> None:
    assert "Nobody manages this chat yet" in client.get("/account/login/").content.decode()
    User.objects.create_superuser("ada@example.com", PASSWORD)
    assert "Nobody manages this chat yet" not in client.get("/account/login/").content.decode()


def test_of_two_first_admins_at_once_one_wins(transactional_db: None) -> None:
    address = path()
    found = at_once(
        lambda number: Client().post(address, {**ADA, "email": f"ada{number}@example.com"}).status_code
    )
    assert sorted(found) == [302, 404]
    assert User.objects.count() == 1
