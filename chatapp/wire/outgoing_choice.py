"""One choice of a stream on its way out: whatever the provider sends, true deltas."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.changes import (
    Change,
    ContentDelta,
    Finished,
    FunctionCallDelta,
    ReasoningDelta,
    RefusalDelta,
    ToolCallDelta,
)
from chatapp.wire.ends import end_of, end_without_reason
from chatapp.wire.face import Face
from chatapp.wire.fragments import Fragments
from chatapp.wire.growing_choice import GrowingChoice
from chatapp.wire.outgoing_audio import OutgoingAudio
from chatapp.wire.outgoing_calls import OutgoingCalls
from chatapp.wire.outgoing_lists import OutgoingDetails, OutgoingList, with_indexes
from chatapp.wire.repair_logprobs import logprobs_of
from chatapp.wire.repair_parts import annotations_of

__all__ = ["OutgoingChoice"]

Json = dict[str, Any]

_CHOICE_KEYS = frozenset(("index", "delta", "message", "logprobs", "finish_reason", "usage"))
_PLAIN_KEYS = _CHOICE_KEYS - {"message", "usage"}
_TOLD_BY_CHANGES = frozenset(("role", "content", "refusal", "tool_calls", "function_call", "annotations"))
_THOUGHTS = frozenset(("reasoning", "reasoning_content"))
_DETAILS = "reasoning_details"


class OutgoingChoice:
    """Feed it the choice of each chunk; it gives the choices to send, each in a chunk of its own."""

    def __init__(self, index: int, face: Face) -> None:
        self._index = index
        self._growing = GrowingChoice(index)
        self._calls = OutgoingCalls(self._growing.calls, index, face)
        self._audio = OutgoingAudio(index, face)
        self._has_audio = False
        self._function: str | None = None  # held arguments of a function call that the caller does not know
        self._knows_function = False
        self._thoughts: dict[str, Fragments] = {}
        self._details = OutgoingDetails()
        self._late_details = OutgoingList()
        self._annotations = OutgoingList()
        self._extras: Json = {}
        self._is_open = False
        self._said_nothing = False  # the caller knows that the content is empty, and not absent

    def open(self) -> list[Json]:
        """The choice for a caller that has to know of it before a later one."""
        return self._parts({}, None, None, {})

    def feed(self, raw: Mapping[str, Any], *, is_whole: bool) -> list[Json]:
        """Take one choice of a chunk (`is_whole`: of a completion)."""
        changes: list[Change] = []
        if self._is_open and _is_plain(raw):
            self._growing.feed(raw, changes)
            deltas = [{"content": change.text} for change in changes if isinstance(change, ContentDelta)]
            return [self._choice(delta, None, None) for delta in deltas]
        said, all_of_it = self._growing.said(raw, is_whole=is_whole)
        self._growing.feed(raw, changes, is_whole=is_whole)
        delta: Json = {}
        if said:
            self._say(said, all_of_it, delta)
        reason = self._tell(changes, delta, said) if changes else None
        more = {key: value for key, value in raw.items() if key not in _CHOICE_KEYS}
        return self._parts(delta, logprobs_of(raw.get("logprobs")), reason, more)

    def close(self) -> list[Json]:
        """What was held back, and the finish reason where the provider gave none."""
        delta: Json = {}
        self._tell(self._growing.flush(), delta, {})
        self._say_rest(delta)
        reason = (
            None if self._growing.finish_reason else end_without_reason(self._growing.to_json()["message"])
        )
        return self._parts(delta, None, reason, {})

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
        choices = [self._choice(*part) for part in parts]
        if more and choices:
            choices[-1].update(more)
        return choices

    def _choice(self, delta: Json, logprobs: Json | None, reason: str | None) -> Json:
        return {"index": self._index, "delta": delta, "logprobs": logprobs, "finish_reason": reason}

    def _say(self, said: Mapping[str, Any], is_whole: bool, delta: Json) -> None:
        """What no change tells."""
        for key, value in said.items():
            if key in _TOLD_BY_CHANGES:
                continue
            if key in _THOUGHTS and isinstance(value, str):
                self._think(key, value, is_whole, delta)
            elif key == _DETAILS and isinstance(value, list):
                if details := self._details.take(value):
                    delta[key] = details
            elif key == "audio" and isinstance(value, dict):
                self._has_audio = True
                if audio := self._audio.take(value, is_whole=is_whole):
                    delta[key] = audio
            elif value is None or (key != "reasoning" and key != "audio"):
                self._say_unknown(key, value, delta)

    def _think(self, key: str, value: str, is_whole: bool, delta: Json) -> None:
        known = self._thoughts.get(key)
        if known is None:
            known = self._thoughts[key] = Fragments()
            delta[key] = ""
        if words := known.add(known.unseen(value) if is_whole else value):
            delta[key] = delta.get(key, "") + words

    def _say_unknown(self, key: str, value: Any, delta: Json) -> None:
        """Texts as they come: they may be fragments. All else only when it is new: clients sum numbers up."""
        if key in self._extras:
            known = self._extras[key]
            if value is None or (value == known and not isinstance(value, str)):
                return
            if (
                isinstance(value, list)
                and isinstance(known, list)
                and any(isinstance(one, dict) for one in known)
            ):
                value = with_indexes(value, len(known))
                self._extras[key] = known + value
                delta[key] = value
                return
        self._extras[key] = delta[key] = value

    def _tell(self, changes: list[Change], delta: Json, said: Mapping[str, Any]) -> str | None:
        """Put what became new into the delta; gives the finish reason, if it came."""
        reason = None
        for change in changes:
            match change:
                case ContentDelta(_, text):
                    delta["content"] = (delta.get("content") or "") + text
                case ToolCallDelta():
                    self._call(change, delta)
                case RefusalDelta(_, text):
                    delta["refusal"] = (delta.get("refusal") or "") + text
                case FunctionCallDelta(_, _, arguments):
                    self._call_function(arguments, delta)
                case ReasoningDelta(_, text) if isinstance(said.get("content"), list):
                    self._think("reasoning_content", text, False, delta)
                case Finished(_, word):
                    reason = end_of(word)
                    self._say_rest(delta)
                case _:
                    pass
        return reason

    def _call(self, change: ToolCallDelta, delta: Json) -> None:
        if fragments := self._calls.take(change):
            delta["tool_calls"] = delta.get("tool_calls", []) + fragments

    def _call_function(self, arguments: str, delta: Json) -> None:
        self._function = (self._function or "") + arguments
        if self._function:  # the name is whole by now
            self._say_function(delta)

    def _say_function(self, delta: Json) -> None:
        words, self._function = self._function, None
        if not self._knows_function:
            self._knows_function = True
            call = self._growing.to_json()["message"]["function_call"]
            delta["function_call"] = {**call, "arguments": words}
        elif "function_call" in delta:
            delta["function_call"]["arguments"] += words
        else:
            delta["function_call"] = {"arguments": words}

    def _say_rest(self, delta: Json) -> None:
        """All that waited for the end."""
        message = self._growing.to_json()["message"]
        for key, thought in self._thoughts.items():
            if words := thought.flush():
                delta[key] = delta.get(key, "") + words
        if fragments := self._calls.rest():
            delta["tool_calls"] = delta.get("tool_calls", []) + fragments
        if self._function is not None:
            self._say_function(delta)
        if self._has_audio and (audio := self._audio.rest()):
            delta["audio"] = _joined_audio(delta.get("audio", {}), audio)
        annotations = message.get("annotations")
        if isinstance(annotations, list) and self._annotations.has_more(annotations):
            delta["annotations"] = annotations_of(self._annotations.rest(annotations))
        details = message.get(_DETAILS)
        if isinstance(details, list) and not self._details.is_live and self._late_details.has_more(details):
            delta[_DETAILS] = self._late_details.rest(details)
        if message["content"] == "" and not self._said_nothing:
            self._said_nothing = True
            delta["content"] = ""


def _is_plain(raw: Mapping[str, Any]) -> bool:
    """Is there a text and nothing else? In nearly every chunk, and each costs."""
    delta = raw.get("delta")
    if type(delta) is not dict or len(delta) != 1 or type(delta.get("content")) is not str:
        return False
    return raw.keys() <= _PLAIN_KEYS and not raw.get("finish_reason") and not raw.get("logprobs")


def _joined_audio(begun: Json, rest: Json) -> Json:
    joined: Json = {key: begun.get(key, "") + rest[key] for key in ("data", "transcript") if key in rest}
    return {**begun, **rest, **joined}
