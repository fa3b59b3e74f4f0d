"""Sessions: the list, ending them, and what other processes hear of it."""

from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from chatapp.accounts import sessions
from chatapp.accounts.models import AuditEntry, User
from chatapp.accounts.team import people as team
from tests.cast import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


def test_the_account_page_lists_every_browser(alice: User, enter: Callable[..., Client]) -> None:
    here = enter(alice, agent=FIREFOX)
    enter(alice, agent=PHONE)
    page = here.get("/account/").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert page.count("This browser") == 1


def test_a_session_that_is_over_is_not_listed_and_many_take_one_query(
    alice: User, enter: Callable[..., Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    gone, *_ = (enter(alice) for _ in range(4))
    Session.objects.filter(pk=gone.session.session_key).update(expire_date=timezone.now())
    with django_assert_num_queries(1):
        assert len(sessions.open_sessions(alice)) == 3


def test_everywhere_else_is_logged_out_by_one_button(
    alice: User, bob: User, enter: Callable[..., Client]
) -> None:
    here, there, somebody = enter(alice), enter(alice), enter(bob)
    here.post("/account/sessions/end/")
    found = [browser.get("/account/").status_code for browser in (here, there, somebody)]
    assert found == [200, 302, 200]
    assert AuditEntry.objects.get(action="person.logged_out").actor == alice


def test_one_browser_is_logged_out_alone(alice: User, enter: Callable[..., Client]) -> None:
    here, there, third = enter(alice), enter(alice), enter(alice)
    [other] = [s for s in sessions.open_sessions(alice) if s.session_key == there.session.session_key]
    here.post(f"/account/sessions/{other.pk}/end/")
    found = [browser.get("/account/").status_code for browser in (here, there, third)]
    assert found == [200, 302, 200]
    assert AuditEntry.objects.get(action="session.ended").actor == alice


def test_nobody_ends_the_session_of_somebody_else(
    alice: User, charlie: User, enter: Callable[..., Client]
) -> None:
    theirs, stranger = enter(alice), enter(charlie)
    [session] = sessions.open_sessions(alice)
    assert stranger.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert theirs.get("/account/").status_code == 200


def test_one_changes_ones_name(alice: User, enter: Callable[..., Client]) -> None:
    browser = enter(alice)
    assert (
        "Your name is saved."
        in browser.post("/account/name/", {"name": "Alicia"}, follow=True).content.decode()
    )
    assert 'id="id_name_error"' in browser.post("/account/name/", {"name": " "}).content.decode()
    alice.refresh_from_db()
    assert alice.name == "Alicia"


def test_a_session_has_a_holder_until_it_ends(alice: User, enter: Callable[..., Client]) -> None:
    browser = enter(alice)
    key = str(browser.session.session_key)
    assert sessions.holder(key) == alice
    browser.post("/account/logout/")
    assert sessions.holder(key) is None
    assert sessions.holder("nonsense") is None


def test_a_session_has_no_holder_after_a_new_password_or_a_deactivation(
    alice: User, bob: User, enter: Callable[..., Client]
) -> None:
    first, second = (str(enter(user).session.session_key) for user in (alice, bob))
    alice.set_password("green lantern 77")
    alice.save()
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert [sessions.holder(first), sessions.holder(second)] == [None, None]
    assert Session.objects.filter(session_key=first).exists(), "asking changes nothing"


def test_a_session_keeps_its_holder_while_the_secret_key_is_rotated(
    alice: User, enter: Callable[..., Client], settings: Settings
) -> None:
    key = str(enter(alice).session.session_key)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of this test " * 3
    assert sessions.holder(key) == alice


def test_a_logout_is_heard(heard: Callable[[], str], alice: User, enter: Callable[..., Client]) -> None:
    browser = enter(alice)
    key = str(browser.session.session_key)
    browser.post("/account/logout/")
    assert heard() == str(alice.pk)
    assert sessions.holder(key) is None


def test_a_session_ended_elsewhere_is_heard(
    heard: Callable[[], str], alice: User, enter: Callable[..., Client]
) -> None:
    enter(alice), enter(alice).post("/account/sessions/end/")
    assert heard() == str(alice.pk)


def test_a_new_password_is_heard(heard: Callable[[], str], alice: User, enter: Callable[..., Client]) -> None:
    browser = enter(alice)
    browser.post("/account/password/", {"oldpassword": PASSWORD, "password1": "green lantern 77"})
    assert heard() == str(alice.pk)


def test_a_deactivation_is_heard_when_it_is_true(heard: Callable[[], str], ada: User, alice: User) -> None:
    assert {heard(), heard()} == {str(ada.pk), str(alice.pk)}
    team.deactivate(ada, alice)
    assert heard() == str(alice.pk)
    assert not User.objects.get(pk=alice.pk).is_active
