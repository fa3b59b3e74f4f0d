"""One choice of an answer, growing by deltas."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.audio import AudioAccumulator
from chatapp.wire.accumulate.call_body import CallBody
from chatapp.wire.accumulate.deltas import (
    AnnotationsDelta,
    AudioDelta,
    Change,
    ContentDelta,
    Finished,
    FunctionCallDelta,
    ImagesDelta,
    ReasoningDelta,
    RefusalDelta,
)
from chatapp.wire.accumulate.reasoning import ReasoningAccumulator
from chatapp.wire.accumulate.text import TextAccumulator
from chatapp.wire.accumulate.tool_calls import ToolCalls
from chatapp.wire.answer.completion import CHOICE_KEYS
from chatapp.wire.types.reasoning import REASONING_KEYS
from chatapp.wire.types.view import whole

__all__ = ["MOST_CHOICES", "ChoiceAccumulator", "index_of"]

MOST_CHOICES = 128
"""As many as `n` may ask for."""

_NEVER_NULL = frozenset(("role", "content", "refusal", "tool_calls", "annotations"))


class ChoiceAccumulator:
    """Text and arguments append; role and ids: the first wins; what we do not know: the last wins."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.finish_reason: str | None = None
        self._role = ""
        self.content = TextAccumulator()
        self._has_content = False
        self._refusal = TextAccumulator()
        self._reasoning = ReasoningAccumulator()
        self._calls = ToolCalls(index)
        self._has_calls = False
        self._function_call: CallBody | None = None
        self._annotations: list[Any] | None = None
        self._audio: AudioAccumulator | None = None
        self._images: list[Any] | None = None
        self._message_extra: dict[str, Any] = {}
        self._logprobs: dict[str, Any] | None = None
        self._extra: dict[str, Any] = {}
        self._had_delta = False

    @property
    def text(self) -> str:
        return str(self.content)

    @property
    def calls(self) -> ToolCalls:
        return self._calls

    @property
    def called(self) -> set[str]:
        """The names of the tools, and of the older API's function, that it calls."""
        function = self._function_call.name if self._function_call else ""
        return self._calls.names | ({function} if function else set())

    @property
    def annotations(self) -> list[Any] | None:
        """None where there was no list of them."""
        return self._annotations

    @property
    def images(self) -> list[Any] | None:
        """None where there was no list of them."""
        return self._images

    @property
    def transcript(self) -> str:
        """Of what is spoken."""
        return "" if self._audio is None else str(self._audio.transcript)

    @property
    def logprobs(self) -> dict[str, Any] | None:
        """Of its tokens so far, where they were sent."""
        return self._logprobs_json()

    def reasoning(self, key: str) -> str:
        """What came of it under this name."""
        return self._reasoning.text(key)

    def said(self, raw: Mapping[str, Any], *, is_whole: bool = False) -> tuple[Mapping[str, Any], bool]:
        """What `feed` would take from it, and whether that is whole and no fragment."""
        delta = raw.get("delta")
        if delta and isinstance(delta, dict):
            return delta, False
        # Quirk: a `message` where the delta should be: a fragment, or all (at the end, or cumulative).
        message = raw.get("message")
        if isinstance(message, dict):
            return message, is_whole or self._had_delta or bool(raw.get("finish_reason"))
        return {}, False

    def feed(self, raw: Mapping[str, Any], changes: list[Change], *, is_whole: bool = False) -> None:
        """Take one choice of a chunk (`is_whole`: of a completion) and add what became new to `changes`."""
        delta = raw.get("delta")
        if delta and isinstance(delta, dict):
            self._had_delta = True
            self._take(delta, changes, False)
        else:
            message, all_of_it = self.said(raw, is_whole=is_whole)
            self._take(message, changes, all_of_it)
        for key, value in raw.items():
            if key not in CHOICE_KEYS and (value is not None or key not in self._extra):
                self._extra[key] = value
        logprobs = raw.get("logprobs")
        if isinstance(logprobs, dict):
            self._add_logprobs(logprobs)
        reason = raw.get("finish_reason")
        if reason and isinstance(reason, str):
            self._finish(reason, changes)

    def flush(self) -> list[Change]:
        """What was held back and will not be completed any more."""
        changes: list[Change] = []
        if words := self._reasoning.flush():
            changes.append(ReasoningDelta(self.index, words))
        if words := self.content.flush():
            changes.append(ContentDelta(self.index, words))
        if words := self._refusal.flush():
            changes.append(RefusalDelta(self.index, words))
        if self._function_call and (words := self._function_call.flush()):
            changes.append(FunctionCallDelta(self.index, self._function_call.name, words))
        return [*changes, *self._calls.flush()]

    def to_json(self) -> dict[str, Any]:
        """The choice as a completion has it."""
        return {
            "index": self.index,
            "message": self._message(),
            "logprobs": self._logprobs_json(),
            "finish_reason": self.finish_reason,
            **self._extra,
        }

    def _take(self, delta: Mapping[str, Any], changes: list[Change], is_whole: bool) -> None:
        for key, value in delta.items():
            if value is None:
                if key not in _NEVER_NULL:
                    self._message_extra.setdefault(key, None)
            elif key == "content":
                self._add_content(value, changes, is_whole)
            elif key == "role":
                self._role = self._role or str(value)
            else:
                self._take_rarer(key, value, changes, is_whole)

    def _take_rarer(self, key: str, value: Any, changes: list[Change], is_whole: bool) -> None:
        match value:
            case str() if key == "refusal":
                if words := self._refusal.add(self._refusal.unseen(value) if is_whole else value):
                    changes.append(RefusalDelta(self.index, words))
            case str() | list() if key in REASONING_KEYS and isinstance(value, list) == key.endswith(
                "details"
            ):
                if words := self._reasoning.add(key, value, is_whole=is_whole):
                    changes.append(ReasoningDelta(self.index, words))
            case list() if key == "tool_calls":
                self._has_calls = True
                changes.extend(self._calls.add(value, is_whole=is_whole))
            case list() if key == "annotations":
                self._annotations = [] if self._annotations is None else self._annotations
                if new := _added(self._annotations, value, is_whole):
                    changes.append(AnnotationsDelta(self.index, new))
            case list() if key == "images":
                self._images = [] if self._images is None else self._images
                if new := _added(self._images, value, is_whole):
                    changes.append(ImagesDelta(self.index, new))
            case dict() if key == "audio":
                self._audio = self._audio or AudioAccumulator()
                self._audio.add(value, is_whole=is_whole)
                changes.append(AudioDelta(self.index, value))
            case dict() if key == "function_call":
                self._add_function_call(value, changes, is_whole)
            case _:
                self._message_extra[key] = value

    def _add_content(self, value: Any, changes: list[Change], is_whole: bool) -> None:
        if isinstance(value, str):
            self._has_content = True
            if words := self.content.add(self.content.unseen(value) if is_whole else value):
                changes.append(ContentDelta(self.index, words))
        elif isinstance(value, list):
            for part in value:
                self._add_part(part, changes)

    def _add_part(self, part: Any, changes: list[Change]) -> None:
        """Quirk: Mistral's reasoning models send content as parts: `thinking` (with parts inside), `text`.

        Others send a picture so that OpenRouter sends in `images`.
        """
        if isinstance(part, str):
            self._add_content(part, changes, False)
        elif isinstance(part, dict) and isinstance(part.get("thinking"), str):
            self._take_rarer("reasoning_content", part["thinking"], changes, False)
        elif isinstance(part, dict) and isinstance(part.get("thinking"), list):
            for inner in part["thinking"]:
                if isinstance(inner, dict) and isinstance(inner.get("text"), str):
                    self._take_rarer("reasoning_content", inner["text"], changes, False)
        elif isinstance(part, dict) and isinstance(part.get("text"), str):
            self._add_content(part["text"], changes, False)
        elif isinstance(part, dict) and part.get("image_url"):
            self._take_rarer("images", [part], changes, False)

    def _add_function_call(self, value: Mapping[str, Any], changes: list[Change], is_whole: bool) -> None:
        call = self._function_call = self._function_call or CallBody()
        before = call.name
        words = call.add(value, is_whole=is_whole)
        if words or call.name != before:
            changes.append(FunctionCallDelta(self.index, call.name, words))

    def _add_logprobs(self, logprobs: Mapping[str, Any]) -> None:
        known = self._logprobs = {} if self._logprobs is None else self._logprobs
        for key, value in logprobs.items():
            if isinstance(value, list) and isinstance(known.get(key), list):
                known[key].extend(value)
            elif isinstance(value, list):
                known[key] = list(value)
            elif value is not None or key not in known:
                known[key] = value

    def _finish(self, reason: str, changes: list[Change]) -> None:
        changes.extend(self.flush())
        if reason != self.finish_reason:
            self.finish_reason = reason
            changes.append(Finished(self.index, reason))

    def _message(self) -> dict[str, Any]:
        head = {"role": self._role or "assistant", "content": self._text_or_null()}
        message = {**head, "refusal": str(self._refusal) or None, **self._message_extra}
        message.update(self._reasoning.to_json())
        if self._has_calls:
            message["tool_calls"] = self._calls.to_json()
        if self._function_call:
            message["function_call"] = self._function_call.to_json()
        if self._annotations is not None:
            message["annotations"] = list(self._annotations)
        if self._audio:
            message["audio"] = self._audio.to_json()
        if self._images is not None:
            message["images"] = list(self._images)
        return message

    def _logprobs_json(self) -> dict[str, Any] | None:
        known = self._logprobs
        return known and {k: list(v) if isinstance(v, list) else v for k, v in known.items()}

    def _text_or_null(self) -> str | None:
        """Streams open with an empty content whatever follows; without `stream` it is null beside others."""
        is_other = self._calls or self._function_call or self._refusal or self._audio
        return str(self.content) or ("" if self._has_content and not is_other else None)


def _added(known: list[Any], value: list[Any], is_whole: bool) -> list[Any]:
    """What is new in a list that grows, added to what is known of it."""
    new = value[len(known) :] if is_whole and value[: len(known)] == known else value
    known.extend(new)
    return list(new)


def index_of(raw: Mapping[str, Any], position: int) -> int:
    """The index of a choice that stands at `position` in its chunk."""
    index = raw.get("index")
    if type(index) is int:
        return index
    index = whole(raw, "index")  # quirk: no index, or 0.0
    return position if index is None else index
