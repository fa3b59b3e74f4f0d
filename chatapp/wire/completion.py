"""Whole answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.logprobs import Logprobs
from chatapp.wire.messages import Message
from chatapp.wire.usage import Usage
from chatapp.wire.view import View, text, whole

__all__ = ["Choice", "Completion"]


@dataclass(frozen=True, slots=True)
class Choice(View):
    """One choice of an answer."""

    @classmethod
    def of(cls, message: Message, finish_reason: str = "stop", index: int = 0) -> "Choice":
        raw = {"refusal": None, **message.raw}
        return cls({"index": index, "message": raw, "logprobs": None, "finish_reason": finish_reason})

    @property
    def index(self) -> int:
        return whole(self.raw, "index") or 0

    @property
    def message(self) -> Message:
        return Message(self._inner("message"))

    @property
    def finish_reason(self) -> str | None:
        return text(self.raw, "finish_reason")

    @property
    def logprobs(self) -> Logprobs | None:
        return self._view("logprobs", Logprobs)


@dataclass(frozen=True, slots=True)
class Completion(View):
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
    def id(self) -> str:
        return text(self.raw, "id") or ""

    @property
    def model(self) -> str:
        return text(self.raw, "model") or ""

    @property
    def created(self) -> int:
        """Unix seconds."""
        return whole(self.raw, "created") or 0

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self._views("choices", Choice)

    @property
    def message(self) -> Message:
        """The first choice's message; an empty one without choices."""
        return self.choices[0].message if self.choices else Message({})

    @property
    def usage(self) -> Usage | None:
        return self._view("usage", Usage)

    @property
    def service_tier(self) -> str | None:
        return text(self.raw, "service_tier")

    @property
    def system_fingerprint(self) -> str | None:
        return text(self.raw, "system_fingerprint")
