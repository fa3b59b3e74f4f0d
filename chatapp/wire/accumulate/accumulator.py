"""Chunks to the completion that the same answer is without `stream`."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.choice import MOST_CHOICES, ChoiceAccumulator, index_of
from chatapp.wire.accumulate.deltas import Change, Finished, OnlyContent, UsageDelta
from chatapp.wire.accumulate.growth import growth, images_growth, size_of
from chatapp.wire.accumulate.repeated import RepeatedChunk
from chatapp.wire.types.chunk import Chunk
from chatapp.wire.types.completion import Completion
from chatapp.wire.types.usage import Usage
from chatapp.wire.types.view import text

__all__ = ["Accumulator"]


_NOT_KEPT = frozenset(("choices", "usage", "object", "obfuscation"))
"""What the head of a completion does not take over; `obfuscation` pads chunks and means nothing."""

_FIRST_WINS = frozenset(("id", "created", "model"))


class Accumulator:
    """Gathers one answer, field by field: `feed` every chunk, `close` at the end, `completion` any time.

    Of more than MOST_CHOICES choices it takes the first ones: nobody can have asked for the others. `size` is all
    text so far in bytes of UTF-8, as `growth` counts it; `images_size` the same of images.
    """

    def __init__(self) -> None:
        self.size = 0
        self.images_size = 0
        self._head: dict[str, Any] = {}
        self._settled = set(_NOT_KEPT)  # fields of the head that no chunk changes any more
        self._choices: dict[int, ChoiceAccumulator] = {}
        self._usage: Usage | None = None
        self._seen = False
        self._repeated = RepeatedChunk()

    def feed(self, chunk: Chunk) -> list[Change]:
        """What became new. Half a surrogate pair and a `{}` that may be a placeholder are held back."""
        raw = chunk.raw
        words = self._repeated.words_of(raw)
        if words:
            index = self._repeated.choice
            shown = self._choices[index].content.add(words)
            self.size += len(shown) if shown.isascii() else size_of(shown)
            return [OnlyContent(index, shown)] if shown else []
        changes: list[Change] = []
        choices = raw.get("choices")
        if choices and isinstance(choices, list):
            self._feed_choices(choices, changes, raw.get("object") == "chat.completion")
        if not raw.keys() <= self._settled:
            self._feed_head(raw)
        usage = raw.get("usage")
        if usage and isinstance(usage, dict):
            self._feed_usage(usage, changes)
        self._repeated.learn(raw)
        self.size += growth(raw, changes)
        self.images_size += images_growth(changes)
        return changes

    def close(self) -> list[Change]:
        """What was held back and will not be completed any more."""
        return [change for choice in self._choices.values() for change in choice.flush()]

    def choice(self, index: int) -> ChoiceAccumulator | None:
        """One that was taken, by its provider's index."""
        return self._choices.get(index)

    def completion(self) -> Completion:
        """The answer so far."""
        head = {"id": self.id, "object": "chat.completion", "created": self._head.get("created") or 0}
        raw = {**head, "model": self.model, **self._rest_of_head(), "choices": self._choices_json()}
        return Completion(raw if self._usage is None else {**raw, "usage": self._usage.raw})

    @property
    def usage(self) -> Usage | None:
        return self._usage

    @property
    def finish_reasons(self) -> dict[int, str]:
        """By choice; those that have one."""
        return {i: c.finish_reason for i, c in sorted(self._choices.items()) if c.finish_reason}

    @property
    def finished(self) -> bool:
        """Has every choice that was seen a finish reason?"""
        return bool(self._choices) and all(choice.finish_reason for choice in self._choices.values())

    @property
    def unfinished(self) -> list[int]:
        """The choices that were seen and have no finish reason."""
        return [index for index, choice in sorted(self._choices.items()) if not choice.finish_reason]

    @property
    def id(self) -> str:
        return text(self._head, "id") or ""

    @property
    def model(self) -> str:
        return text(self._head, "model") or ""

    @property
    def service_tier(self) -> str | None:
        return text(self._head, "service_tier")

    @property
    def system_fingerprint(self) -> str | None:
        return text(self._head, "system_fingerprint")

    @property
    def text(self) -> str:
        """The content of choice 0 so far."""
        return self._choices[0].text if 0 in self._choices else ""

    @property
    def called(self) -> set[str]:
        """The names of the tools that its choices call so far."""
        return set().union(*(choice.called for choice in self._choices.values()))

    @property
    def seen(self) -> bool:
        """Did anything of an answer arrive?"""
        return self._seen

    def _feed_choices(self, choices: list[Any], changes: list[Change], is_whole: bool) -> None:
        for position, raw in enumerate(choices):
            if not isinstance(raw, dict):
                continue
            index = raw.get("index")
            if type(index) is not int:
                index = index_of(raw, position)
            choice = self._choices.get(index)
            if choice is None:
                if len(self._choices) >= MOST_CHOICES:
                    continue
                choice = self._choices[index] = ChoiceAccumulator(index)
            choice.feed(raw, changes, is_whole=is_whole)
            usage = raw.get("usage")  # quirk: Moonshot reports it within the choice
            if usage and isinstance(usage, dict):
                self._feed_usage(usage, changes)
        if not self._seen:
            self._seen = any(not isinstance(change, Finished | UsageDelta) for change in changes)

    def _feed_head(self, raw: Mapping[str, Any]) -> None:
        head, settled = self._head, self._settled
        for key, value in raw.items():
            if key in settled or (value is None and key in head):
                continue
            head[key] = value
            if value and key in _FIRST_WINS:
                settled.add(key)

    def _feed_usage(self, usage: dict[str, Any], changes: list[Change]) -> None:
        if self._usage is None or self._usage.raw != usage:
            self._usage = Usage(usage)
            changes.append(UsageDelta(self._usage))

    def _rest_of_head(self) -> dict[str, Any]:
        return {key: value for key, value in self._head.items() if key not in _FIRST_WINS}

    def _choices_json(self) -> list[dict[str, Any]]:
        return [self._choices[index].to_json() for index in sorted(self._choices)]
