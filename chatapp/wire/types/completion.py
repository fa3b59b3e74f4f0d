"""Whole answers."""

from dataclasses import dataclass
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.types.heads import AnswerHead, ChoiceHead
from chatapp.wire.types.messages import Message

__all__ = ["Choice", "Completion"]


@dataclass(frozen=True, slots=True)
class Choice(ChoiceHead):
    """One choice of an answer."""

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

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self._views("choices", Choice)

    @property
    def message(self) -> Message:
        """The first choice's message; an empty one without choices."""
        return self.choices[0].message if self.choices else Message({})
