"""Everybody's API keys in the admin area: admins revoke, reviewers look."""

import pytest
from django.test import Client
from django.utils import timezone

from chatapp.accounts import keys
from chatapp.accounts.models import ApiKey, ApiKeyState, AuditEntry, Role, User
from chatapp.accounts.team.people import deactivate

LIST = "/admin/accounts/apikey/"


@pytest.fixture
def key(alice: User) -> ApiKey:
    options = {"allowed_models": ["gpt-5-mini"], "read_only": True, "requests_per_minute": 1}
    return keys.make(alice, "nightly report", actor=alice, **options)[0]  # type: ignore[arg-type]


@pytest.fixture
def admin(ada: User) -> Client:
    return entered(ada)


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_admin_sees_whose_each_key_is_and_what_it_may_do(admin: Client, key: ApiKey) -> None:
    page = admin.get(LIST).content.decode()
    for shown in (
        "nightly report",
        "Alice",
        f"{key.prefix}…",
        "read only; only gpt-5-mini; 1 request per minute",
    ):
        assert shown in page
    one = admin.get(f"{LIST}{key.pk}/change/").content.decode()
    assert "gpt-5-mini" in one
    assert key.digest not in page + one


def test_the_sidebar_leads_there(admin: Client) -> None:
    assert "API keys" in admin.get("/admin/").content.decode()


def test_keys_are_found_by_state_person_and_beginning(admin: Client, key: ApiKey, bob: User) -> None:
    other, _ = keys.make(bob, "other", actor=bob)
    keys.revoke(other, bob)
    gone, _ = keys.make(bob, "gone", actor=bob, expires_at=timezone.now())

    def found(**query: str) -> list[str]:
        return [row.name for row in admin.get(LIST, query).context["cl"].result_list]

    assert found(state="active") == [key.name]
    assert found(state="revoked") == [other.name]
    assert found(state="expired") == [gone.name]
    assert found(state="nonsense") == [gone.name, other.name, key.name]
    assert found(user__id__exact=str(bob.pk)) == [gone.name, other.name]
    assert found(q=key.prefix) == [key.name]


def test_the_key_of_a_deactivated_person_says_so(admin: Client, key: ApiKey, ada: User, alice: User) -> None:
    deactivate(ada, alice)
    assert "Owner deactivated" in admin.get(LIST).content.decode()


def test_an_admin_revokes_a_key_after_a_question(admin: Client, key: ApiKey, ada: User) -> None:
    path = f"{LIST}{key.pk}/revocation/"
    assert path in admin.get(f"{LIST}{key.pk}/change/").content.decode()
    asked = admin.get(path).content.decode()
    assert "Revoke this key? From the next call on it opens nothing." in " ".join(asked.split())
    assert state(key) == ApiKeyState.ACTIVE
    assert admin.post(path, {"confirmed": "yes"})["Location"] == f"{LIST}{key.pk}/change/"
    assert state(key) == ApiKeyState.REVOKED
    assert path not in admin.get(f"{LIST}{key.pk}/change/").content.decode()
    entry = AuditEntry.objects.get(action="api_key.revoked")
    assert (entry.actor, entry.target) == (ada, key.user.email)


def test_an_admin_revokes_several_after_a_question(admin: Client, key: ApiKey, bob: User) -> None:
    other, _ = keys.make(bob, "other", actor=bob)
    chosen = {"action": "revoke_selected", "_selected_action": [key.pk, other.pk]}
    asked = admin.post(LIST, chosen).content.decode()
    assert "Revoke these keys?" in asked
    assert (state(key), state(other)) == (ApiKeyState.ACTIVE, ApiKeyState.ACTIVE)
    page = admin.post(LIST, {**chosen, "confirmed": "yes"}, follow=True).content.decode()
    assert "Revoked: “other" in page
    assert (state(key), state(other)) == (ApiKeyState.REVOKED, ApiKeyState.REVOKED)
    assert "revoked already" in admin.post(LIST, chosen, follow=True).content.decode()


def test_nobody_adds_or_changes_a_key_there(admin: Client, key: ApiKey) -> None:
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{LIST}{key.pk}/change/", {"name": "mine"}).status_code == 403
    assert admin.post(f"{LIST}{key.pk}/delete/", {"post": "yes"}).status_code == 403
    key.refresh_from_db()
    assert key.name == "nightly report"


def test_a_key_that_is_not_there_leads_to_the_list(admin: Client) -> None:
    for nonsense in ("7", "nonsense", "9" * 40):
        assert admin.get(f"{LIST}{nonsense}/revocation/")["Location"] == LIST


def test_a_reviewer_looks_and_revokes_nothing(key: ApiKey, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(role=Role.REVIEWER)
    reviewer = entered(bob)
    page = reviewer.get(LIST).content.decode()
    assert "nightly report" in page
    assert "revoke_selected" not in page
    path = f"{LIST}{key.pk}/revocation/"
    assert path not in reviewer.get(f"{LIST}{key.pk}/change/").content.decode()
    for response in (reviewer.get(path), reviewer.post(path, {"confirmed": "yes"})):
        assert response.status_code == 403
    reviewer.post(LIST, {"action": "revoke_selected", "_selected_action": [key.pk], "confirmed": "yes"})
    assert state(key) == ApiKeyState.ACTIVE


def test_for_members_there_is_no_such_page(key: ApiKey, charlie: User) -> None:
    stranger = entered(charlie)
    for path in (LIST, f"{LIST}{key.pk}/change/", f"{LIST}{key.pk}/revocation/"):
        assert stranger.get(path).status_code in (302, 404)


def state(key: ApiKey) -> ApiKeyState:
    key.refresh_from_db()
    return key.state
