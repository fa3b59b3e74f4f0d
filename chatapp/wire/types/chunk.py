"""Chunks of a streamed answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.wire.types.audio import Audio
from chatapp.wire.types.heads import AnswerHead, ChoiceHead
from chatapp.wire.types.tools import FunctionCall, ToolCall
from chatapp.wire.types.usage import Usage
from chatapp.wire.types.view import View, text

__all__ = ["Chunk", "ChunkChoice", "Delta", "LargeChunk"]


@dataclass(frozen=True, slots=True)
class Delta(View):
    """What is new in a choice. The raw object holds what the properties do not name."""

    @property
    def role(self) -> str | None:
        return text(self.raw, "role")

    @property
    def content(self) -> str | None:
        return text(self.raw, "content")

    @property
    def refusal(self) -> str | None:
        return text(self.raw, "refusal")

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """Fragments of calls: see wire.accumulate.tool_calls for how they join."""
        return self._views("tool_calls", ToolCall)

    @property
    def function_call(self) -> FunctionCall | None:
        return self._view("function_call", FunctionCall)

    @property
    def audio(self) -> Audio | None:
        return self._view("audio", Audio)


@dataclass(frozen=True, slots=True)
class ChunkChoice(ChoiceHead):
    """One choice of a chunk."""

    @property
    def delta(self) -> Delta:
        return Delta(self._inner("delta"))


@dataclass(frozen=True, slots=True)
class Chunk(AnswerHead):
    """One `chat.completion.chunk`."""

    @classmethod
    def of(
        cls,
        *,
        id: str,
        model: str,
        created: int,
        delta: Mapping[str, Any] | None = None,
        finish_reason: str | None = None,
        usage: Usage | None = None,
        index: int = 0,
    ) -> "Chunk":
        """A chunk of our own: without `delta` and `finish_reason` it has no choices (the usage chunk)."""
        choice = {"index": index, "delta": delta or {}, "logprobs": None, "finish_reason": finish_reason}
        head = {"id": id, "object": "chat.completion.chunk", "created": created, "model": model}
        has_choice = delta is not None or finish_reason is not None
        return cls({**head, "choices": [choice] if has_choice else [], "usage": usage.raw if usage else None})

    @property
    def choices(self) -> tuple[ChunkChoice, ...]:
        return self._views("choices", ChunkChoice)


class LargeChunk(Chunk):
    """One that may hold more than an answer has room for."""

    __slots__ = ()
