"""What an admin does with the people of the team, and what nobody else can."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory

from chatapp.accounts.errors import LastAdmin
from chatapp.accounts.models import AuditEntry, Role, User
from chatapp.accounts.team import people as team
from chatapp.web.middleware.method_not_allowed import not_allowed_page
from tests.accounts.conftest import at_once

VERBS = ("role/", "deactivation/", "reactivation/", "sessions/end/", "reset-link/")


@pytest.fixture
def browser(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_an_admin_sees_everybody(browser: Client, alice: User, bob: User) -> None:
    page = browser.get("/people/").content.decode()
    assert all(text in page for text in ("alice@example.com", "bob@example.com", "Never logged in", "Admin"))


def test_the_list_costs_the_same_for_a_team_of_fifty(
    browser: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(50):
        User.objects.create_user(f"p{number}@example.com")
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        browser.get("/people/")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER])
def test_for_everybody_else_the_pages_do_not_exist(
    client: Client, charlie: User, bob: User, role: Role
) -> None:
    User.objects.filter(pk=charlie.pk).update(role=role)
    client.force_login(charlie)
    assert client.get("/people/").status_code == 404
    assert client.get(f"/people/{bob.pk}/").status_code == 404
    for verb in VERBS:
        assert client.post(f"/people/{bob.pk}/{verb}", {"role": "admin"}).status_code == 404
    bob.refresh_from_db()
    assert (bob.role, bob.is_active) == (Role.MEMBER, True)


def test_nobody_by_that_number_is_a_404(browser: Client) -> None:
    assert browser.get("/people/999999/").status_code == 404


def test_an_admin_changes_a_role(browser: Client, ada: User, bob: User) -> None:
    page = browser.post(f"/people/{bob.pk}/role/", {"role": "reviewer"}, follow=True).content.decode()
    assert "The role is changed." in page
    bob.refresh_from_db()
    assert bob.role == Role.REVIEWER
    entry = AuditEntry.objects.get(action="person.role_changed")
    assert (entry.actor, entry.target, entry.detail) == (
        ada,
        bob.email,
        {"before": "member", "after": "reviewer"},
    )


def test_the_last_admin_stays_one(browser: Client, ada: User) -> None:
    page = browser.post(f"/people/{ada.pk}/role/", {"role": "member"}, follow=True).content.decode()
    assert "This is the last active admin" in page
    ada.refresh_from_db()
    assert ada.is_admin


def test_an_admin_among_others_may_step_back(browser: Client, ada: User, bob: User) -> None:
    team.change_role(ada, bob, Role.ADMIN)
    response = browser.post(f"/people/{ada.pk}/role/", {"role": "member"})
    assert response["Location"] == "/account/"
    assert browser.get("/people/").status_code == 404


def test_a_deactivated_admin_does_not_count(ada: User, bob: User) -> None:
    team.change_role(ada, bob, Role.ADMIN)
    team.deactivate(ada, bob)
    with pytest.raises(LastAdmin):
        team.change_role(ada, ada, Role.MEMBER)


def test_a_deactivated_person_is_out_at_once_and_can_come_back(
    browser: Client, bob: User, enter: Callable[..., Client]
) -> None:
    theirs = enter(bob)
    assert theirs.get("/account/").status_code == 200
    browser.post(f"/people/{bob.pk}/deactivation/")
    assert theirs.get("/account/").status_code == 302
    browser.post(f"/people/{bob.pk}/reactivation/")
    assert theirs.get("/account/").status_code == 302, "the old session stays closed"
    assert enter(bob).get("/account/").status_code == 200


def test_nobody_deactivates_oneself(browser: Client, ada: User) -> None:
    page = browser.post(f"/people/{ada.pk}/deactivation/", follow=True).content.decode()
    assert "cannot deactivate your own account" in page


def test_an_admin_logs_a_person_out_everywhere(
    browser: Client, bob: User, enter: Callable[..., Client]
) -> None:
    first, second = enter(bob), enter(bob)
    assert "2 browsers" in browser.get(f"/people/{bob.pk}/").content.decode()
    browser.post(f"/people/{bob.pk}/sessions/end/")
    assert [first.get("/account/").status_code, second.get("/account/").status_code] == [302, 302]


def test_a_reset_link_of_an_admin_works_once(browser: Client, bob: User) -> None:
    page = browser.post(f"/people/{bob.pk}/reset-link/").content.decode()
    found = re.search(r'value="http://testserver(/account/password/reset/[^"]+)"', page)
    assert found
    guest = Client()
    form = guest.get(found[1], follow=True)
    assert "Choose a new password" in form.content.decode()
    guest.post(form.request["PATH_INFO"], {"password1": "a brand new one"})
    assert guest.session["_auth_user_id"] == str(bob.pk)
    assert "works no more" in Client().get(found[1], follow=True).content.decode()
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "person.reset_link_made",
        "password.reset",
    }


def test_who_looks_at_an_address_that_changes_something_comes_to_its_page(browser: Client, bob: User) -> None:
    pages = {f"/people/{bob.pk}/{verb}": f"/people/{bob.pk}/" for verb in VERBS}
    pages |= {f"/people/invitations/{rest}": "/people/" for rest in ("", "1/link/", "1/revocation/")}
    pages |= {f"/account/{rest}": "/account/" for rest in ("name/", "sessions/end/", "sessions/1/end/")}
    for address, page in pages.items():
        assert browser.get(address)["Location"] == page
        assert browser.put(address).status_code == 405
    assert not AuditEntry.objects.exists()


def test_a_method_that_an_address_does_not_take_gets_a_page(browser: Client) -> None:
    for response in (browser.post("/people/"), browser.get(f"/c/{uuid4()}/title/")):
        assert response.status_code == 405
        assert response["Allow"] in ("GET", "POST")
        assert "This address has no page" in response.content.decode()


@pytest.mark.anyio
async def test_so_it_does_where_the_server_is_async(rf: RequestFactory) -> None:
    async def refuse(request: HttpRequest) -> HttpResponse:
        return HttpResponseNotAllowed(["GET"])

    request = rf.post("/people/")
    request.csp_nonce = "once"  # type: ignore[attr-defined]
    answer = not_allowed_page(refuse)
    assert "This address has no page" in (await answer(request)).content.decode()


def test_two_admins_who_demote_each_other_at_once_leave_one(
    transactional_db: None, ada: User, bob: User
) -> None:
    team.change_role(ada, bob, Role.ADMIN)

    def demote(number: int) -> bool:
        me, other = ((ada, bob), (bob, ada))[number]
        try:
            team.change_role(User.objects.get(pk=me.pk), User.objects.get(pk=other.pk), Role.MEMBER)
        except LastAdmin:
            return False
        return True

    assert sorted(at_once(demote)) == [False, True]
    assert User.objects.admins().count() == 1
