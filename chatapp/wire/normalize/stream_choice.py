"""One choice of a stream on its way out."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.choice import ChoiceAccumulator
from chatapp.wire.accumulate.deltas import Change, UsageDelta
from chatapp.wire.answer.completion import CHOICE_KEYS
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.normalize.logprobs import logprobs_of
from chatapp.wire.normalize.stream_message import OutgoingMessage
from chatapp.wire.types.finish_reason import missing_reason, native_reason, standard_reason

__all__ = ["OutgoingChoice"]

Json = dict[str, Any]


class OutgoingChoice:
    """Feed it the choice of each chunk; it gives the choices to send, each in a chunk of its own.

    `index` is ours; the choice that grows by the same chunks may have another.
    """

    def __init__(self, index: int, identity: Identity, live_annotations: bool = False) -> None:
        self._live_annotations = live_annotations
        self._index = index
        self._identity = identity
        self._growing: ChoiceAccumulator | None = None
        self._is_open = False

    def open(self) -> list[Json]:
        """The choice for a caller that has to know of it before a later one."""
        return self._parts({}, None, None, {})

    def feed(
        self, growing: ChoiceAccumulator, raw: Mapping[str, Any], changes: list[Change], *, is_whole: bool
    ) -> list[Json]:
        """Take one choice of a chunk (`is_whole`: of a completion), and the chunk's changes."""
        message = self._message_of(growing)
        changes = [change for change in changes if _is_of(growing, change)]
        said, all_of_it = growing.said(raw, is_whole=is_whole)
        delta: Json = {}
        if said:
            message.say(said, delta, is_whole=all_of_it)
        theirs = message.tell(changes, delta, said) if changes else None
        more = {key: value for key, value in raw.items() if key not in CHOICE_KEYS}
        reason = None
        if theirs:
            reason = standard_reason(theirs, growing.to_json()["message"])
            more |= native_reason(theirs, reason, raw)
        return self._parts(delta, logprobs_of(raw.get("logprobs")), reason, more)

    def close(self, held_back: list[Change]) -> list[Json]:
        """What was held back, and the finish reason where the provider gave none."""
        growing = self._growing or ChoiceAccumulator(self._index)
        message = self._message_of(growing)
        delta: Json = {}
        message.tell([change for change in held_back if _is_of(growing, change)], delta, {})
        message.tell_rest(delta)
        if growing.finish_reason:
            return self._parts(delta, None, None, {})
        return self._parts(delta, None, missing_reason(growing.to_json()["message"]), {})

    def saying(self, delta: Json, logprobs: Json | None = None, reason: str | None = None) -> Json:
        """The choice of a chunk that is open to its caller."""
        return {"index": self._index, "delta": delta, "logprobs": logprobs, "finish_reason": reason}

    def _message_of(self, growing: ChoiceAccumulator) -> OutgoingMessage:
        if self._growing is None:
            self._growing = growing
            self._message = OutgoingMessage(growing, self._index, self._identity, self._live_annotations)
        return self._message

    def _parts(self, delta: Json, logprobs: Json | None, reason: str | None, more: Json) -> list[Json]:
        """In one chunk, but for what the official clients would take wrongly if it came together."""
        parts: list[tuple[Json, Json | None, str | None]] = []
        if not self._is_open:
            self._is_open = True
            opening = {"role": "assistant", "content": None}
            if logprobs:  # Python's client counts those of an opening twice, unless it opens the stream
                parts.append((opening, None, None))
            else:
                delta = {**opening, **delta}
        if reason and "tool_calls" in delta:  # no event would tell that the last call is complete
            parts.append((delta, logprobs, None))
            delta, logprobs = {}, None
        if delta or logprobs or reason or any(value is not None for value in more.values()):
            parts.append((delta, logprobs, reason))
        choices = [self.saying(*part) for part in parts]
        if more and choices:
            choices[-1].update(more)
        return choices


def _is_of(growing: ChoiceAccumulator, change: Change) -> bool:
    return not isinstance(change, UsageDelta) and change.choice == growing.index
