"""Tells of an answer that may cite: without half markers, with its citations while it comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence

from chatapp.tools.citations import Citation
from chatapp.tools.markers import MarkerStream
from chatapp.turns.calls.attempts import Retrying
from chatapp.turns.calls.generation import AnswerObserver
from chatapp.turns.state import Event
from chatapp.wire.accumulate.deltas import Change, ContentDelta
from chatapp.wire.types.chunk import Chunk

Publish = Callable[[list[Event]], None]


class Citing:
    """Between a completion and who tells of it to those who follow the turn."""

    def __init__(self, publish: Publish, telling: AnswerObserver, passages: Sequence[Citation]) -> None:
        self._publish = publish
        self._telling = telling
        self._passages = passages
        self._markers = MarkerStream(passages)

    def tell(self, chunk: Chunk | None, changes: list[Change]) -> None:
        self._telling.tell(chunk, list(self._whole(changes)))

    def flush(self) -> Awaitable[None] | None:
        wait = self._telling.flush()
        if self._markers.fresh():
            self._publish([{"t": "set", "field": "annotations", "value": self._markers.annotations}])
        return wait

    async def retry(self, retrying: Retrying) -> None:
        self._markers = MarkerStream(self._passages)
        await self._telling.retry(retrying)

    def close(self) -> Awaitable[None] | None:
        """However the completion ended: what was held back is shown. As of `flush`, what it returns is awaited."""
        if rest := self._markers.close():
            self._telling.tell(None, [ContentDelta(0, rest)])
        return self.flush()

    def _whole(self, changes: list[Change]) -> Iterator[Change]:
        for change in changes:
            if not isinstance(change, ContentDelta) or change.choice:
                yield change
            elif shown := self._markers.feed(change.text):
                yield ContentDelta(0, shown)
