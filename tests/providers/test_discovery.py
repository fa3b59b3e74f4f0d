"""Discovery over a fake upstream: what it adds, marks and never touches."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from chatapp.providers.discovery import ConnectionCheck, Discovery, check_connection, discover
from chatapp.providers.models import Alias, Fallback, Model, Provider
from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import ConnectFailed, Rejected, UpstreamError

pytestmark = pytest.mark.django_db


class Lists(Upstream):
    """Lists these models, or fails so."""

    def __init__(self, *names: str, error: UpstreamError | None = None) -> None:
        super().__init__(Endpoint(key="fake", base_url="http://fake.invalid/v1"))
        self.names, self.error = names, error

    async def models(self) -> Sequence[Mapping[str, Any]]:
        if self.error:
            raise self.error
        return [{"id": name} for name in self.names]


@pytest.fixture
def provider() -> Provider:
    return Provider.objects.create(name="Somewhere", base_url="https://example.com/v1")


def run(provider: Provider, upstream: Upstream) -> Discovery:
    found = async_to_sync(discover)(upstream, provider)
    provider.refresh_from_db()
    return found


def names(**conditions: Any) -> set[str]:
    return set(Model.objects.filter(provider__name="Somewhere", **conditions).values_list("name", flat=True))


def test_new_models_come_with_what_is_known_of_them(provider: Provider) -> None:
    assert run(provider, Lists("gpt-4o", "text-embedding-3-small")) == Discovery(2, 2, 0)
    assert names(chat=True) == {"gpt-4o"}
    assert Model.objects.get(name="gpt-4o").context_window == 128_000
    assert provider.discovered_at is not None


def test_what_an_admin_edited_stays(provider: Provider) -> None:
    run(provider, Lists("gpt-4o"))
    Model.objects.filter(name="gpt-4o").update(display_name="Our favourite", chat=False, tools=False)
    assert run(provider, Lists("gpt-4o")) == Discovery(1, 0, 0)
    model = Model.objects.get(name="gpt-4o")
    assert (model.display_name, model.chat, model.tools) == ("Our favourite", False, False)


def test_aliases_and_fallbacks_stay_also_while_their_model_is_gone(provider: Provider) -> None:
    run(provider, Lists("gpt-4o", "gpt-4o-mini"))
    large, small = Model.objects.get(name="gpt-4o"), Model.objects.get(name="gpt-4o-mini")
    Alias.objects.create(name="best", model=large)
    Fallback.objects.create(model=large, to=small)
    for listed in (("gpt-4o-mini",), ("gpt-4o",), ("gpt-4o", "gpt-4o-mini")):
        run(provider, Lists(*listed))
    large.refresh_from_db()
    assert large.missing_since is None
    assert [alias.name for alias in large.aliases.all()] == ["best"]
    assert [fallback.to for fallback in large.fallbacks.all()] == [small]


def test_a_model_that_is_gone_is_marked_and_comes_back(provider: Provider) -> None:
    run(provider, Lists("a", "b"))
    assert run(provider, Lists("a")) == Discovery(1, 0, 1)
    assert names(missing_since=None) == {"a"}
    run(provider, Lists("a", "b"))
    assert names(missing_since=None) == {"a", "b"}


def test_a_model_that_was_added_by_hand_is_never_missing(provider: Provider) -> None:
    Model.objects.create(provider=provider, name="unlisted", added_by_hand=True)
    run(provider, Lists("a"))
    assert names(missing_since=None) == {"a", "unlisted"}


def test_a_failure_is_kept_as_a_sentence_and_loses_no_model(provider: Provider) -> None:
    run(provider, Lists("a"))
    refused = ConnectFailed("The provider refused the connection: is it running?", retryable=True)
    assert run(provider, Lists(error=refused)).error == str(refused)
    assert provider.discovery_error == str(refused)
    assert names(missing_since=None) == {"a"}
    run(provider, Lists("a"))
    assert provider.discovery_error == ""


def test_an_empty_listing_is_a_failure_that_says_what_to_do(provider: Provider) -> None:
    assert "by hand" in run(provider, Lists()).error


def test_what_an_admin_saves_while_the_provider_answers_stays(provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(name="Somewhere", idle_timeout=30)
    run(provider, Lists("a"))
    run(provider, Lists(error=ConnectFailed("No.", retryable=True)))
    assert provider.idle_timeout == 30


@pytest.mark.parametrize(
    ("status", "words"), [(401, "refused the key"), (403, "refused the key"), (404, "no list of models")]
)
def test_a_refusal_says_what_to_check(provider: Provider, status: int, words: str) -> None:
    error = Rejected("Whatever.", retryable=False, status=status)
    assert words in run(provider, Lists(error=error)).error


def test_a_connection_test_counts_models_and_time() -> None:
    tested: ConnectionCheck = async_to_sync(check_connection)(Lists("a", "b"))
    assert tested.ok
    assert tested.message == f"Connected: 2 models listed in {tested.latency_ms} ms."
    assert Model.objects.filter(name="a").exists() is False
