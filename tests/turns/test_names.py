"""A name that a caller of the API asks by leads to one model, or to none."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import pytest
from django.db import connection
from django.utils import timezone
from psycopg import AsyncConnection
from pytest_django import Settings

from chatapp.providers.access import api_models
from chatapp.providers.credentials import seal_key
from chatapp.providers.models import Alias, Fallback, Model, Price, Provider
from chatapp.turns.calls.routing import Preset, Route, listed, resolve, route
from chatapp.turns.errors import ModelNotFound, NoModel

pytestmark = pytest.mark.usefixtures("committed")

Answer = TypeVar("Answer")

LARGE = ("providers_model", "providers_alias", "providers_fallback")


def _asked(question: Callable[[AsyncConnection], Awaitable[Answer]]) -> Answer:
    """On a connection like those of the engine: it sees only what is committed."""

    async def ask() -> Answer:
        own_way = {"cursor_factory": None, "context": None, "prepare_threshold": 5}
        parameters = {**connection.get_connection_params(), **own_way}
        async with await AsyncConnection.connect(**parameters, autocommit=True) as own:
            return await question(own)

    return asyncio.run(ask())


def _resolved(name: str) -> Route:
    return _asked(lambda own: resolve(own, name))


def _where(name: str) -> str:
    route = _resolved(name)
    return f"{route.provider.slug}: {route.model.name}"


def _unknown(name: str) -> bool:
    with pytest.raises(ModelNotFound):
        _resolved(name)
    return True


def _provider(name: str, *, key: str = "", enabled: bool = True) -> Provider:
    provider = Provider(name=name.title(), slug=name, base_url=f"http://{name}.example/v1", enabled=enabled)
    seal_key(provider, key)
    provider.save()
    return provider


def _model(provider: Provider, name: str, *, chat: bool = True) -> Model:
    return Model.objects.create(provider=provider, name=name, chat=chat)


def _falls_back(model: Model, *others: Model) -> None:
    for position, to in enumerate(others, 1):
        Fallback.objects.create(model=model, position=position, to=to)


def _chain(name: str) -> list[str]:
    return [fallback.model.name for fallback in _resolved(name).fallbacks]


def test_a_name_is_that_of_a_model_and_brings_its_price_its_key_and_no_preset() -> None:
    model = _model(_provider("north", key="sk-north"), "gpt")
    Price.objects.create(model=model, input=1, output=2)
    route = _resolved("gpt")
    assert (route.model, route.endpoint.api_key) == (model, "sk-north")
    assert route.price is not None
    assert route.price.output == 2
    assert route.preset == Preset("", {}, [], None)


def test_a_model_that_cannot_chat_has_its_name_too() -> None:
    _model(_provider("north"), "text-embedding", chat=False)
    assert _where("text-embedding") == "north: text-embedding"


def test_a_name_that_two_providers_have_is_the_first_ones_and_each_ones_by_its_slug() -> None:
    first, second = _provider("zeta"), _provider("alpha")
    _model(second, "gpt")
    _model(first, "gpt")
    assert [_where(name) for name in ("gpt", "zeta/gpt", "alpha/gpt")] == [
        "zeta: gpt",
        "zeta: gpt",
        "alpha: gpt",
    ]


def test_a_name_may_have_slashes_itself() -> None:
    _model(_provider("north"), "meta-llama/Llama-3")
    assert _where("meta-llama/Llama-3") == "north: meta-llama/Llama-3"
    assert _where("north/meta-llama/Llama-3") == "north: meta-llama/Llama-3"


def test_a_models_own_name_comes_before_a_providers_slug_and_a_name() -> None:
    _model(_provider("openai"), "gpt")
    _model(_provider("router"), "openai/gpt")
    assert _where("openai/gpt") == "router: openai/gpt"


@pytest.mark.parametrize("name", ["gpt", "north/gpt", "new"])
def test_an_alias_wins_over_whatever_has_its_name(name: str) -> None:
    north = _provider("north")
    _model(north, "gpt")
    Alias.objects.create(name=name, model=_model(north, "llama"))
    assert _where(name) == "north: llama"


def test_an_alias_never_means_another_model_while_its_own_cannot_be_called() -> None:
    _model(_provider("hosted"), "gpt")
    house = _provider("house", enabled=False)
    Alias.objects.create(name="gpt", model=_model(house, "llama"))
    assert _unknown("gpt")
    assert _where("hosted/gpt") == "hosted: gpt"


def test_what_is_switched_off_or_missing_has_no_name() -> None:
    _model(_provider("off", enabled=False), "gpt")
    gone = _model(_provider("north"), "llama")
    Model.objects.filter(pk=gone.pk).update(missing_since=timezone.now())
    assert all(_unknown(name) for name in ("gpt", "off/gpt", "llama", "north/llama"))


def test_a_name_goes_to_the_next_provider_when_the_first_is_switched_off() -> None:
    _model(_provider("off", enabled=False), "gpt")
    _model(_provider("north"), "gpt")
    assert _where("gpt") == "north: gpt"


@pytest.mark.parametrize(
    "name",
    ["", "/", "north/", "/gpt", "GPT", "gpt ", "g\0pt", "\ud800", "a" * 10_000, "north/gpt/", "%", "'"],
)
def test_an_odd_name_is_an_unknown_one(name: str) -> None:
    _model(_provider("north"), "gpt")
    assert _unknown(name)


def test_the_longest_names_are_found() -> None:
    provider, name = _provider("s" * 50), "n" * 200
    _model(provider, name)
    Alias.objects.create(name="a" * 200, model=provider.models.get())
    assert {_resolved(asked).model.name for asked in (name, f"{provider.slug}/{name}", "a" * 200)} == {name}


def test_an_unknown_name_is_repeated_only_as_far_as_a_sentence_can_bear_it() -> None:
    with pytest.raises(ModelNotFound) as raised:
        _resolved("\ud800\0" + "a" * 10_000)
    assert len(str(raised.value)) < 200
    assert str(raised.value).isprintable()


def test_a_key_that_cannot_be_opened_is_no_unknown_name(settings: Settings) -> None:
    _model(_provider("north", key="sk-north"), "gpt")
    settings.SECRET_KEY = "another one " * 5
    with pytest.raises(NoModel, match="enter the key again") as raised:
        _resolved("gpt")
    assert not isinstance(raised.value, ModelNotFound)


def test_fallbacks_come_in_their_order_each_at_its_provider() -> None:
    north, south = _provider("north", key="sk-north"), _provider("south", key="sk-south")
    a, b, c = _model(north, "a"), _model(south, "b"), _model(north, "c")
    _falls_back(a, c, b)
    found = [(route.model, route.endpoint.api_key, route.fallbacks) for route in _resolved("a").fallbacks]
    assert found == [(c, "sk-north", ()), (b, "sk-south", ())]


def test_fallbacks_of_one_position_come_in_the_order_of_their_rows() -> None:
    north = _provider("north")
    a, b, c = (_model(north, name) for name in "abc")
    Fallback.objects.create(model=a, to=c)
    Fallback.objects.create(model=a, to=b)
    assert _chain("a") == ["c", "b"]


def test_the_lists_of_fallbacks_are_not_followed_nor_are_circles() -> None:
    north = _provider("north")
    a, b, c = (_model(north, name) for name in "abc")
    _falls_back(a, b)
    _falls_back(b, c, a)
    assert (_chain("a"), _chain("b")) == (["b"], ["c", "a"])


def test_a_fallback_that_cannot_be_called_shortens_the_chain() -> None:
    north, off = _provider("north"), _provider("off")
    a, gone, away, last = (
        _model(north, "a"),
        _model(north, "gone"),
        _model(off, "away"),
        _model(north, "last"),
    )
    _falls_back(a, gone, away, last)
    Model.objects.filter(pk=gone.pk).update(missing_since=timezone.now())
    Provider.objects.filter(pk=off.pk).update(enabled=False)
    assert _chain("a") == ["last"]
    off.delete()
    gone.delete()
    assert _chain("a") == ["last"]


def test_a_fallback_whose_key_cannot_be_opened_shortens_the_chain() -> None:
    north, lost = _provider("north"), _provider("lost", key="sk-lost")
    a, b, c = _model(north, "a"), _model(lost, "b"), _model(north, "c")
    _falls_back(a, b, c)
    Provider.objects.filter(pk=lost.pk).update(sealed_key=b"sealed with a key that is lost")
    assert _chain("a") == ["c"]


def test_an_alias_brings_the_fallbacks_of_its_model() -> None:
    north = _provider("north")
    a, b = _model(north, "a"), _model(north, "b")
    _falls_back(a, b)
    Alias.objects.create(name="fast", model=a)
    assert _chain("fast") == ["b"]


def test_fallbacks_do_not_answer_for_a_model_that_has_no_name_any_more() -> None:
    off = _provider("off", enabled=False)
    a, b = _model(off, "a"), _model(_provider("north"), "b")
    _falls_back(a, b)
    assert _unknown("a")


def test_each_listed_name_leads_to_its_model_and_pages_list_the_same() -> None:
    first, second, off = _provider("openai"), _provider("router"), _provider("off", enabled=False)
    shared = _model(first, "gpt")
    _model(second, "gpt")
    _model(second, "openai/gpt")
    llama = _model(second, "meta-llama/Llama-3")
    Alias.objects.create(name="gone", model=_model(off, "gpt"))
    Alias.objects.create(name="meta-llama/Llama-3", model=shared)
    Alias.objects.create(name="house", model=llama)
    found = _asked(listed)
    assert found == api_models()
    assert {model.id: _resolved(model.id).model.pk for model in found} == {
        model.id: model.model_id for model in found
    }
    assert {model.model_id for model in found} == set(
        Model.objects.filter(provider__enabled=True).values_list("pk", flat=True)
    )


def test_a_chat_falls_back_as_the_api_does_with_the_preset_of_the_chat() -> None:
    north = _provider("north")
    a, b, gone = _model(north, "a"), _model(north, "b"), _model(north, "gone")
    _falls_back(a, gone, b)
    Model.objects.filter(pk=gone.pk).update(missing_since=timezone.now())
    chosen = _asked(lambda own: route(own, 0, model_id=a.pk))
    assert [fallback.model for fallback in chosen.fallbacks] == [b]
    assert chosen.preset.instructions
    assert chosen.fallbacks[0].preset == chosen.preset


def test_a_chats_model_that_is_gone_is_not_answered_by_its_fallbacks() -> None:
    north = _provider("north")
    a, b = _model(north, "a"), _model(north, "b")
    _falls_back(a, b)
    Model.objects.filter(pk=a.pk).update(missing_since=timezone.now())
    with pytest.raises(NoModel, match="not available any more"):
        _asked(lambda own: route(own, 0, model_id=a.pk))


def test_a_name_is_found_beside_five_thousand_models_without_reading_them() -> None:
    providers = [_provider(f"p{number}") for number in range(4)]
    Model.objects.bulk_create(
        Model(provider=providers[number % 4], name=f"maker/model-{number}") for number in range(5_000)
    )
    found = list(Model.objects.filter(provider=providers[0]))
    Alias.objects.bulk_create(Alias(name=f"alias-{model.pk}", model=model) for model in found)
    Fallback.objects.bulk_create(Fallback(model=model, to=found[0]) for model in found[1:])
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(LARGE)}, providers_provider")

    async def scanned(own: AsyncConnection) -> tuple[int, int]:
        await own.execute("SELECT pg_stat_force_next_flush()")
        cursor = await own.execute(
            "SELECT sum(seq_scan)::int, sum(idx_scan)::int FROM pg_stat_user_tables WHERE relname = ANY(%s)",
            [list(LARGE)],
        )
        row = await cursor.fetchone()
        assert row is not None
        return row[0], row[1]

    async def ask(own: AsyncConnection) -> None:
        whole, some = await scanned(own)
        # Postgres plans a prepared statement anew for a few calls, and then once for all values.
        for number in range(5, 25):
            for name in (f"maker/model-{number}", f"p1/maker/model-{number}", f"alias-{found[number].pk}"):
                with suppress(ModelNotFound):
                    await resolve(own, name)
        whole_then, some_then = await scanned(own)
        assert (whole_then, some_then > some + 60) == (whole, True)

    _asked(ask)
