"""API keys on the account page: made once, shown once, limited, revoked."""

from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from chatapp.accounts import access, keys
from chatapp.accounts.crypto import tokens
from chatapp.accounts.errors import NotFound, Refused
from chatapp.accounts.models import ApiKey, ApiKeyState, AuditEntry, User
from chatapp.accounts.team.people import deactivate
from chatapp.providers.models import Alias, Model, Provider
from tests.accounts.conftest import at_once

FORM = {"name": "nightly report", "expires": "never"}


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def model(db: None) -> Model:
    provider = Provider.objects.create(name="Somewhere", base_url="https://example.com/v1")
    return Model.objects.create(provider=provider, name="gpt-5-mini")


def key_in(page: bytes) -> str:
    return page.decode().split('id="new-key-text"')[1].split('value="')[1].split('"')[0]


def age(key: ApiKey, **moments: datetime) -> None:
    ApiKey.objects.filter(pk=key.pk).update(**moments)


def test_a_key_is_shown_by_the_page_that_makes_it_and_nowhere_else(browser: Client, alice: User) -> None:
    response = browser.post("/account/keys/", FORM)
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    text = key_in(response.content)
    assert "it is not shown again" in response.content.decode()
    key = ApiKey.objects.get()
    assert (key.user, key.digest, key.prefix) == (alice, tokens.digest(text), text[:16])
    assert text not in browser.get("/account/").content.decode()
    assert text not in str(list(ApiKey.objects.values())) + str(list(AuditEntry.objects.values()))
    assert text not in str(dict(browser.session)) + str(browser.cookies)


def test_going_back_to_the_address_of_the_form_leads_to_the_account(browser: Client) -> None:
    assert browser.get("/account/keys/")["Location"] == "/account/"


def test_reloading_the_page_of_a_new_key_makes_no_second_one(browser: Client) -> None:
    browser.post("/account/keys/", FORM)
    again = browser.post("/account/keys/", FORM)
    assert again.status_code == 422
    assert "You have an active key of this name" in again.content.decode()
    assert ApiKey.objects.count() == 1


def test_the_name_of_a_revoked_key_is_free_again(browser: Client, alice: User) -> None:
    keys.revoke(keys.make(alice, FORM["name"], actor=alice)[0], alice)
    assert browser.post("/account/keys/", FORM).status_code == 201


def test_a_key_is_limited_as_the_form_says(browser: Client, model: Model) -> None:
    Alias.objects.create(name="team-default", model=model)
    limits = {"allowed_models": ["team-default"], "read_only": "on", "requests_per_minute": "60"}
    page = browser.post("/account/keys/", {**FORM, "expires": "90", **limits}).content.decode()
    key = ApiKey.objects.get()
    assert (key.allowed_models, key.read_only, key.requests_per_minute) == (["team-default"], True, 60)
    assert key.expires_at is not None
    assert timedelta(days=89) < key.expires_at - timezone.now() <= timedelta(days=90)
    assert "Only team-default · 60 requests per minute" in " ".join(page.split())
    assert keys.limits(key) == ["read only", "only team-default", "60 requests per minute"]


def test_a_key_lasts_to_the_end_of_the_day_that_was_chosen(browser: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "UTC"
    day = timezone.localdate() + timedelta(days=7)
    browser.post("/account/keys/", {**FORM, "expires": "date", "expires_on": day.isoformat()})
    assert ApiKey.objects.get().expires_at == datetime.combine(day, time.max, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"expires": "tomorrow"}, "expires"),
        ({"expires": "date"}, "expires_on"),
        ({"expires": "date", "expires_on": "2001-01-01"}, "expires_on"),
        ({"expires": "date", "expires_on": "9999-12-31"}, "expires_on"),
        ({"expires": "date", "expires_on": "nonsense"}, "expires_on"),
        ({"requests_per_minute": "0"}, "requests_per_minute"),
        ({"requests_per_minute": "99999999999999"}, "requests_per_minute"),
        ({"allowed_models": ["of nobody"]}, "allowed_models"),
    ],
)
def test_errors_stand_at_their_fields(browser: Client, change: dict[str, object], field: str) -> None:
    response = browser.post("/account/keys/", {**FORM, **change})
    assert response.status_code == 422
    assert set(response.context["key_form"].errors) == {field}
    assert 'class="field-errors"' in response.content.decode()
    assert not ApiKey.objects.exists()


def test_a_name_is_shown_as_it_was_written(browser: Client) -> None:
    page = browser.post("/account/keys/", {**FORM, "name": "<b>\"x\"</b> & 'y'"}).content.decode()
    assert "<b>" not in page.split("<main")[1]
    assert "Revoke “<b>\"x\"</b> & 'y'”?" in unescape(page)


def test_the_list_says_what_each_key_is_worth(browser: Client, alice: User) -> None:
    for name in ("used", "expired", "revoked"):
        keys.make(alice, name, actor=alice)
    used, expired, revoked = ApiKey.objects.order_by("id")
    age(used, last_used_at=timezone.now() - timedelta(minutes=5))
    age(expired, expires_at=timezone.now())
    keys.revoke(revoked, alice)
    page = browser.get("/account/").content.decode()
    alive, _, over = page.partition("Keys that open nothing any more")
    assert "last used <time" in alive
    assert f"{used.prefix}…" in alive
    assert all(f">{badge}</span>" in over for badge in ("Expired", "Revoked"))
    assert all(f"/account/keys/{key.pk}/revocation/" not in page for key in (expired, revoked))


def test_of_many_keys_that_are_over_the_newest_are_listed(browser: Client, alice: User) -> None:
    digests = (str(number) for number in range(53))
    now = timezone.now()
    ApiKey.objects.bulk_create(
        ApiKey(user=alice, name="old", digest=each, revoked_at=now) for each in digests
    )
    page = browser.get("/account/").content.decode()
    assert page.count(">Revoked</span>") == 50
    assert "And 3 older ones." in page


def test_a_revoked_key_stays_revoked_since_then(browser: Client, alice: User) -> None:
    key, _ = keys.make(alice, "x", actor=alice)
    path = f"/account/keys/{key.pk}/revocation/"
    assert browser.get(path)["Location"] == "/account/"
    assert browser.post(path)["Location"] == "/account/"
    key.refresh_from_db()
    since = key.revoked_at
    assert key.state == ApiKeyState.REVOKED
    browser.post(path)
    key.refresh_from_db()
    assert key.revoked_at == since
    entry = AuditEntry.objects.get(action="api_key.revoked")
    assert (entry.actor, entry.target, entry.detail["name"]) == (alice, alice.email, "x")


@pytest.mark.parametrize("admin", [False, True])
def test_the_key_of_somebody_else_is_not_there(
    client: Client, alice: User, charlie: User, ada: User, admin: bool
) -> None:
    """For admins too: theirs is the admin area."""
    key, _ = keys.make(alice, "x", actor=alice)
    stranger = ada if admin else charlie
    client.force_login(stranger)
    assert client.post(f"/account/keys/{key.pk}/revocation/").status_code == 404
    assert key.prefix not in client.get("/account/").content.decode()
    with pytest.raises(NotFound):
        access.key(stranger, key.pk)
    key.refresh_from_db()
    assert key.state == ApiKeyState.ACTIVE


def test_who_is_not_logged_in_makes_nothing(client: Client, alice: User) -> None:
    assert client.post("/account/keys/", FORM)["Location"].startswith("/account/login/")
    assert not ApiKey.objects.exists()


def test_a_person_has_a_hundred_active_keys_at_most(browser: Client, alice: User) -> None:
    digests = (str(number) for number in range(keys.MOST))
    ApiKey.objects.bulk_create(ApiKey(user=alice, name=each, digest=each) for each in digests)
    refused = browser.post("/account/keys/", FORM)
    assert refused.status_code == 422
    assert "There are 100 active keys" in refused.content.decode()
    oldest = ApiKey.objects.order_by("id")[0]
    age(oldest, expires_at=timezone.now())
    assert browser.post("/account/keys/", FORM).status_code == 201


def test_of_two_last_keys_at_once_one_is_made(transactional_db: None, alice: User) -> None:
    digests = (str(number) for number in range(keys.MOST - 1))
    ApiKey.objects.bulk_create(ApiKey(user=alice, name=each, digest=each) for each in digests)

    def make(number: int) -> bool:
        try:
            keys.make(alice, f"last {number}", actor=alice)
        except Refused:
            return False
        return True

    assert sorted(at_once(make)) == [False, True]


def test_no_key_is_made_for_a_person_who_was_deactivated_meanwhile(ada: User, alice: User) -> None:
    deactivate(ada, alice)
    with pytest.raises(Refused, match="Alice is deactivated"):
        keys.make(alice, "x", actor=alice)


@pytest.mark.parametrize("state", list(ApiKeyState))
def test_the_database_and_the_row_agree_on_the_state(alice: User, state: ApiKeyState) -> None:
    now = timezone.now()
    for number, revoked in enumerate((None, now)):
        for other, expires in enumerate((None, now - timedelta(days=1), now + timedelta(days=1))):
            digest = f"{number}{other}"
            ApiKey.objects.create(user=alice, name="x", digest=digest, revoked_at=revoked, expires_at=expires)
    found = set(ApiKey.objects.filter(keys.in_state(state)))
    assert found == {key for key in ApiKey.objects.all() if key.state == state}
    assert found


def test_an_admin_comes_from_a_person_to_their_keys(client: Client, ada: User, alice: User) -> None:
    keys.make(alice, "x", actor=alice)
    client.force_login(ada)
    page = client.get(f"/people/{alice.pk}/").content.decode()
    assert "1 active key," in page
    assert "their API keys stop working" in page
    assert f'href="/admin/accounts/apikey/?user__id__exact={alice.pk}"' in page
    deactivate(ada, alice)
    assert "their API keys do not work" in client.get(f"/people/{alice.pk}/").content.decode()
