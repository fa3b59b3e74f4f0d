"""Whole answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.types.heads import AnswerHead, ChoiceHead
from chatapp.wire.types.messages import Message
from chatapp.wire.types.usage import Usage

__all__ = ["Choice", "Completion"]


@dataclass(frozen=True, slots=True)
class Choice(ChoiceHead):
    """One choice of an answer."""

    @classmethod
    def of(cls, message: Message, finish_reason: str = "stop", index: int = 0) -> "Choice":
        raw = {"refusal": None, **message.raw}
        return cls({"index": index, "message": raw, "logprobs": None, "finish_reason": finish_reason})

    @property
    def message(self) -> Message:
        return Message(self._inner("message"))


@dataclass(frozen=True, slots=True)
class Completion(AnswerHead):
    """One `chat.completion`."""

    @classmethod
    def parse(cls, raw: Any) -> "Completion":
        """A provider's answer that is not a stream. Raises Malformed unless it is an object with choices."""
        if not isinstance(raw, dict) or not isinstance(raw.get("choices"), list):
            raise Malformed("The provider's answer is not a chat completion.")
        return cls(raw)

    @classmethod
    def of(
        cls, *, id: str, model: str, created: int, choices: Sequence[Choice], usage: Usage | None = None
    ) -> "Completion":
        """A completion of our own."""
        head = {"id": id, "object": "chat.completion", "created": created, "model": model}
        raw = {**head, "choices": [choice.raw for choice in choices]}
        return cls(raw if usage is None else {**raw, "usage": usage.raw})

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self._views("choices", Choice)

    @property
    def message(self) -> Message:
        """The first choice's message; an empty one without choices."""
        return self.choices[0].message if self.choices else Message({})
