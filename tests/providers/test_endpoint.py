import pytest
from pytest_django import Settings

from chatapp.providers.credentials import seal_headers, seal_key
from chatapp.providers.endpoint import endpoint
from chatapp.providers.errors import Unusable
from chatapp.providers.models import Provider
from chatapp.upstream.endpoint import Timeouts

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    provider = Provider(name="Somewhere", base_url="https://example.com/v1", connect_timeout=3)
    seal_key(provider, "sk-very-secret")
    seal_headers(provider, {"X-Team": "blue"})
    provider.save()
    provider.refresh_from_db()
    return provider


def test_a_row_becomes_an_endpoint(provider: Provider) -> None:
    made = endpoint(provider)
    assert (made.base_url, made.api_key, made.headers) == (
        "https://example.com/v1",
        "sk-very-secret",
        {"X-Team": "blue"},
    )
    assert made.timeouts == Timeouts(connect=3, read_idle=120, total=1800)


def test_the_row_holds_no_secret_that_one_can_read(provider: Provider) -> None:
    stored = bytes(provider.sealed_key or b"") + bytes(provider.sealed_headers or b"")
    assert b"secret" not in stored
    assert b"blue" not in stored


def test_a_lost_secret_key_says_enter_the_key_again(provider: Provider, settings: Settings) -> None:
    settings.SECRET_KEY = "another one " * 5
    with pytest.raises(Unusable, match="enter the key again"):
        endpoint(provider)


def test_a_rotated_secret_key_still_opens_it(provider: Provider, settings: Settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one " * 5
    assert endpoint(provider).api_key == "sk-very-secret"


def test_an_empty_key_takes_the_key_away(provider: Provider) -> None:
    seal_key(provider, "")
    assert endpoint(provider).api_key == ""


def test_what_was_opened_before_is_forgotten_when_the_row_or_the_secret_key_changes(
    provider: Provider, settings: Settings
) -> None:
    assert endpoint(provider).api_key == "sk-very-secret"
    seal_key(provider, "sk-another-secret")
    assert endpoint(provider).api_key == "sk-another-secret"
    settings.SECRET_KEY = "another one " * 5
    with pytest.raises(Unusable):
        endpoint(provider)
