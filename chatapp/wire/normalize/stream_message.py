"""The message of a choice on its way out: whatever the provider sends, true deltas."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.choice import ChoiceAccumulator
from chatapp.wire.accumulate.deltas import (
    AnnotationsDelta,
    Change,
    ContentDelta,
    Finished,
    FunctionCallDelta,
    ImagesDelta,
    ReasoningDelta,
    RefusalDelta,
    ToolCallDelta,
)
from chatapp.wire.accumulate.text import TextFragments
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.normalize.parts import annotations_of
from chatapp.wire.normalize.stream_audio import OutgoingAudio
from chatapp.wire.normalize.stream_lists import OutgoingDetails, OutgoingList, with_indexes
from chatapp.wire.normalize.stream_tool_calls import OutgoingCalls, OutgoingFunction

__all__ = ["OutgoingMessage"]

Json = dict[str, Any]

_TOLD_BY_CHANGES = frozenset(("role", "content", "refusal", "tool_calls", "function_call", "annotations"))
_THOUGHTS = frozenset(("reasoning", "reasoning_content"))
_DETAILS = "reasoning_details"


class OutgoingMessage:
    """Puts what is new into a delta: what is `said` and no change tells, then what the changes `tell`."""

    def __init__(
        self, growing: ChoiceAccumulator, choice: int, identity: Identity, live_annotations: bool = False
    ) -> None:
        self._live_annotations = live_annotations
        self._growing = growing
        self._calls = OutgoingCalls(growing.calls, choice, identity)
        self._function = OutgoingFunction()
        self._audio = OutgoingAudio(growing, choice, identity)
        self._thoughts: dict[str, TextFragments] = {}
        self._details = OutgoingDetails()
        self._annotations = OutgoingList()
        self._images = OutgoingList()
        self._unknown: Json = {}
        self._said_nothing = False  # the caller knows that the content is empty, and not absent

    def say(self, said: Mapping[str, Any], delta: Json, *, is_whole: bool) -> None:
        """What no change tells: thoughts by their names, speech, fields that nobody knows."""
        for key, value in said.items():
            if key in _TOLD_BY_CHANGES or (key == "images" and isinstance(value, list)):
                continue
            if key in _THOUGHTS and isinstance(value, str):
                self._think(key, value, delta, is_whole=is_whole)
            elif key == _DETAILS and isinstance(value, list):
                _put(delta, key, self._details.take(value))
            elif key == "audio" and isinstance(value, dict):
                _put(delta, key, self._audio.take(value, is_whole=is_whole))
            elif value is None or key not in ("reasoning", "audio"):
                self._say_unknown(key, value, delta)

    def tell(self, changes: list[Change], delta: Json, said: Mapping[str, Any]) -> str | None:
        """What the changes tell; gives the provider's finish reason, if it came."""
        reason = None
        for change in changes:
            match change:
                case ContentDelta(_, text):
                    delta["content"] = (delta.get("content") or "") + text
                case ToolCallDelta():
                    _extend(delta, "tool_calls", self._calls.take(change))
                case RefusalDelta(_, text):
                    delta["refusal"] = (delta.get("refusal") or "") + text
                case FunctionCallDelta(_, name, arguments):
                    begun = delta.get("function_call", {})
                    _put(delta, "function_call", self._function.take(name, arguments, begun))
                case ReasoningDelta(_, text) if isinstance(said.get("content"), list):
                    self._think("reasoning_content", text, delta)
                case ImagesDelta():
                    _extend(delta, "images", self._images.rest(self._growing.images) or [])
                case AnnotationsDelta() if self._live_annotations:
                    self._tell_annotations(delta)
                case Finished(_, word):
                    reason = word
                    self.tell_rest(delta)
                case _:
                    pass
        return reason

    def tell_rest(self, delta: Json) -> None:
        """All that waited for the end."""
        message = self._growing.to_json()["message"]
        for key, thought in self._thoughts.items():
            if words := thought.flush():
                delta[key] = delta.get(key, "") + words
        _extend(delta, "tool_calls", self._calls.rest())
        _put(delta, "audio", self._audio.rest(delta.get("audio", {})))
        if isinstance(call := message.get("function_call"), dict):
            _put(delta, "function_call", self._function.rest(call, delta.get("function_call", {})))
        self._tell_annotations(delta)
        details = self._details.rest(message.get(_DETAILS))
        if details is not None:
            delta[_DETAILS] = details
        if message["content"] == "" and not self._said_nothing:
            self._said_nothing = True
            delta["content"] = ""

    def _tell_annotations(self, delta: Json) -> None:
        annotations = self._annotations.rest(self._growing.annotations)
        if annotations is not None:
            delta["annotations"] = [*delta.get("annotations", []), *annotations_of(annotations)]

    def _think(self, key: str, words: str, delta: Json, *, is_whole: bool = False) -> None:
        known = self._thoughts.get(key)
        if known is None:
            known = self._thoughts[key] = TextFragments()
            delta[key] = ""
        if new := known.add_rest(self._growing.reasoning(key)) if is_whole else known.add(words):
            delta[key] = delta.get(key, "") + new

    def _say_unknown(self, key: str, value: Any, delta: Json) -> None:
        """Texts as they come: they may be fragments. All else only when it is new: clients sum numbers up."""
        if key not in self._unknown:
            self._unknown[key] = delta[key] = value
            return
        known = self._unknown[key]
        if value is None or (value == known and not isinstance(value, str)):
            return
        if isinstance(value, list) and _has_objects(known):
            delta[key] = with_indexes(value, len(known))
            self._unknown[key] = known + delta[key]
        else:
            self._unknown[key] = delta[key] = value


def _put(delta: Json, key: str, value: Any) -> None:
    if value:
        delta[key] = value


def _extend(delta: Json, key: str, values: list[Any]) -> None:
    if values:
        delta.setdefault(key, []).extend(values)


def _has_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)
