"""Which names are listed for callers of the API, from rows as the database gives them."""

from collections.abc import Sequence

import pytest

from chatapp.providers.known.capabilities import Capabilities
from chatapp.providers.names import ListedModel, askable, listed, shown

Row = tuple[object, ...]


def row(pk: int, slug: str, name: str, *aliases: str, callable_now: bool = True) -> Row:
    able = Capabilities(True, False, True, False, 8_192)
    return (pk, name, 1_700_000_000, slug, slug.title(), *able, callable_now, list(aliases))


def ids(rows: Sequence[Row]) -> list[tuple[str, int]]:
    return [(model.id, model.model_id) for model in listed(rows)]


def test_a_model_is_listed_with_its_provider_and_what_it_can_do() -> None:
    able = Capabilities(chat=True, tools=False, vision=True, reasoning=False, context_window=8_192)
    assert listed([row(1, "north", "gpt")]) == [
        ListedModel("gpt", 1, "gpt", 1_700_000_000, "north", "North", able)
    ]


def test_a_name_that_one_provider_has_is_listed_bare_with_slashes_too() -> None:
    assert ids([row(1, "north", "gpt"), row(2, "north", "meta-llama/Llama-3")]) == [
        ("gpt", 1),
        ("meta-llama/Llama-3", 2),
    ]


def test_a_name_that_two_providers_have_is_listed_for_each_with_its_slug() -> None:
    assert ids([row(1, "north", "gpt"), row(2, "south", "gpt")]) == [("north/gpt", 1), ("south/gpt", 2)]


def test_a_provider_that_cannot_be_called_does_not_count() -> None:
    rows = [row(1, "off", "gpt", "old", callable_now=False), row(2, "north", "gpt")]
    assert ids(rows) == [("gpt", 2)]


def test_aliases_follow_the_name_of_their_model() -> None:
    assert ids([row(1, "north", "gpt", "cheap", "fast")]) == [("gpt", 1), ("cheap", 1), ("fast", 1)]


def test_a_name_that_is_the_alias_of_another_model_gives_way() -> None:
    rows = [row(1, "north", "gpt"), row(2, "north", "llama", "gpt")]
    assert ids(rows) == [("north/gpt", 1), ("llama", 2), ("gpt", 2)]


def test_a_name_gives_way_to_an_alias_also_while_that_leads_nowhere() -> None:
    rows = [row(1, "off", "llama", "gpt", callable_now=False), row(2, "north", "gpt")]
    assert ids(rows) == [("north/gpt", 2)]


def test_an_alias_that_repeats_the_name_of_its_model_is_listed_once() -> None:
    assert ids([row(1, "north", "gpt", "gpt", "north/gpt")]) == [("gpt", 1), ("north/gpt", 1)]


def test_where_the_slug_and_the_name_are_the_name_of_another_model_the_bare_name_is_listed() -> None:
    rows = [row(1, "openai", "gpt"), row(2, "router", "gpt"), row(3, "router", "openai/gpt")]
    assert ids(rows) == [("gpt", 1), ("router/gpt", 2), ("openai/gpt", 3)]


def test_a_model_of_which_all_names_lead_elsewhere_is_not_listed() -> None:
    rows = [row(1, "north", "gpt"), row(2, "north", "llama", "gpt", "north/gpt")]
    assert ids(rows) == [("llama", 2), ("gpt", 2), ("north/gpt", 2)]


@pytest.mark.parametrize("name", ["", "a" * 251, "é/文 \u200d", "a\nb"])
def test_a_row_could_have_this_name(name: str) -> None:
    assert askable(name)


@pytest.mark.parametrize("name", ["a" * 252, "a\0b", "a\ud800", "\udfff"])
def test_no_row_can_have_this_name(name: str) -> None:
    assert not askable(name)


def test_a_sentence_repeats_the_beginning_of_a_name_and_nothing_that_one_cannot_see() -> None:
    assert shown("gpt") == "gpt"
    assert shown("a" * 100) == "a" * 100
    assert shown("a" * 101) == "a" * 100 + "…"
    assert (
        shown("a\0\n\ud800b")
        == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b"
    )
