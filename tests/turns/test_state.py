"""The state of a turn is the fold of its events, however they are split, joined and looked at on the way."""

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chatapp.turns.state import Event, TurnState, coalesce
from chatapp.wire.json.jsontext import dumps_text
from tests.page import Page

TEXT = st.text(st.characters(exclude_categories=()), max_size=5)
TEXTS = st.builds(
    lambda kind, text: {"t": kind, "text": text}, st.sampled_from(["content", "reasoning", "refusal"]), TEXT
)
CALLS = st.builds(
    lambda index, call_id, name, arguments: {
        "t": "tool_call", "index": index, "id": call_id, "type": "function", "name": name, "arguments": arguments,
    },
    st.integers(0, 3), st.sampled_from(["", "call_1"]), st.sampled_from(["", "search"]), TEXT,
)  # fmt: skip
OTHERS = st.sampled_from(
    [
        {"t": "status", "status": "running"},
        {"t": "thought", "ms": 850},
        {"t": "timing", "first_token_ms": 412},
        {"t": "notice", "notice": {"kind": "retrying"}},
        {"t": "notice", "notice": None},
        {"t": "set", "field": "annotations", "value": [{"type": "url_citation"}]},
        {"t": "message", "message": {"role": "assistant", "body": {"role": "assistant", "content": None}}},
        {"t": "something new"},
    ]
)
EVENTS = st.lists(st.one_of(TEXTS, TEXTS, CALLS, OTHERS), max_size=40)
FIRST = {"t": "message", "message": {"role": "assistant", "body": {"role": "assistant", "content": None}}}


def fresh(events: list[Event]) -> list[Event]:
    copy: list[Event] = json.loads(json.dumps([FIRST, *events]))
    return copy


def begun() -> TurnState:
    return TurnState({"status": "queued", "notice": None})


def seen(state: TurnState) -> tuple[int, dict[str, Any], list[dict[str, Any]]]:
    return state.seq, state.turn, state.messages


def straight(events: list[Event]) -> TurnState:
    state = begun()
    state.apply(fresh(events))
    return state


def parts(events: list[Event], cuts: list[int]) -> list[list[Event]]:
    places = sorted({0, len(events), *(cut % (len(events) + 1) for cut in cuts)})
    return [events[start:end] for start, end in pairwise(places)]


@given(EVENTS, st.lists(st.integers(0, 50)))
def test_any_split_gives_the_same_state(events: list[Event], cuts: list[int]) -> None:
    state = begun()
    for part in parts(fresh(events), cuts):
        state.apply(part)
    assert seen(state) == seen(straight(events))


@given(EVENTS, st.lists(st.integers(0, 50)))
def test_any_coalescing_gives_the_same_state(events: list[Event], cuts: list[int]) -> None:
    state = begun()
    for part in parts(fresh(events), cuts):
        state.apply(coalesce(coalesce(part)), state.seq + len(part))
    assert seen(state) == seen(straight(events))


@given(EVENTS, st.lists(st.integers(0, 50)))
def test_looking_at_the_state_changes_neither_it_nor_the_events_that_wait_for_the_log(
    events: list[Event], cuts: list[int]
) -> None:
    state, waiting = begun(), fresh(events)
    for part in parts(waiting, cuts):
        state.apply(part)
        state.snapshot()
    assert waiting == fresh(events)
    logged = begun()
    logged.apply(json.loads(dumps_text(coalesce(waiting))), len(waiting))
    assert seen(state) == seen(logged) == seen(straight(events))


@given(EVENTS)
def test_coalescing_leaves_no_two_neighbours_of_the_same_text(events: list[Event]) -> None:
    joined = coalesce(fresh(events))
    texts = ("content", "reasoning", "refusal")
    pairs = pairwise(joined)
    assert not any(first["t"] == second["t"] and first["t"] in texts for first, second in pairs)


@given(EVENTS, st.integers(0, 50))
def test_a_page_that_starts_from_any_snapshot_shows_the_state(events: list[Event], cut: int) -> None:
    whole = fresh(events)
    place = 1 + cut % len(whole)
    state = begun()
    state.apply(whole[:place])
    page = Page()
    page.take(json.loads(state.snapshot()))
    rest = json.loads(json.dumps(whole[place:]))
    page.take({"type": "events", "after": page.seq, "seq": page.seq + len(rest), "events": coalesce(rest)})
    state.apply(whole[place:])
    assert (page.seq, page.turn, page.messages) == seen(state)
