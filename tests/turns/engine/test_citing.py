"""A chat's answer that may cite, as those who follow it are told."""

from typing import Any

import pytest

from chatapp.tools.citations import Citation
from chatapp.turns.calls.attempts import Retrying
from chatapp.turns.engine.citing import Citing
from chatapp.wire.accumulate.deltas import Change, ContentDelta, ReasoningDelta
from chatapp.wire.types.chunk import Chunk

PASSAGES = [Citation(1, "Keys", "", "/documents/house/keys/", "Ask Alice.")]


class Follower:
    """All that was told, in its order."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def publish(self, events: list[dict[str, Any]]) -> None:
        self.told += [[one["url_citation"]["title"] for one in event["value"]] for event in events]

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None:
        self.told += [getattr(change, "text", change) for change in changes]

    def flush(self) -> None: ...

    async def retry(self, retrying: Retrying) -> None: ...


@pytest.fixture
def follower() -> Follower:
    return Follower()


@pytest.fixture
def citing(follower: Follower) -> Citing:
    return Citing(follower.publish, follower, PASSAGES)


def say(citing: Citing, *changes: Change) -> None:
    citing.tell(None, list(changes))
    citing.flush()


def test_the_citation_comes_with_its_marker_which_shows_as_a_whole(
    citing: Citing, follower: Follower
) -> None:
    for text in ("Ask her [", "1", "]", ", she knows."):
        say(citing, ContentDelta(0, text))
    assert follower.told == ["Ask her ", "[1], she knows.", ["Keys"]]


def test_other_fields_are_told_as_they_come(citing: Citing, follower: Follower) -> None:
    say(citing, ReasoningDelta(0, "Look at [1"), ContentDelta(1, "[1"), ContentDelta(0, "[1"))
    assert follower.told == ["Look at [1", "[1"]


def test_what_was_held_back_is_shown_when_the_answer_breaks_off(citing: Citing, follower: Follower) -> None:
    say(citing, ContentDelta(0, "Ask her [1]"))
    citing.close()
    assert follower.told == ["Ask her ", "[1]", ["Keys"]]
    citing.close()
    assert len(follower.told) == 3
