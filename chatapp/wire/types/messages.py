"""Messages of all six roles."""

from dataclasses import dataclass
from enum import StrEnum

from chatapp.wire.types.annotations import Annotation
from chatapp.wire.types.audio import Audio
from chatapp.wire.types.parts import Part
from chatapp.wire.types.reasoning import reasoning_of
from chatapp.wire.types.tools import FunctionCall, ToolCall
from chatapp.wire.types.view import View, text

__all__ = ["Message", "Role"]


class Role(StrEnum):
    DEVELOPER = "developer"
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    FUNCTION = "function"


@dataclass(frozen=True, slots=True)
class Message(View):
    """One message of a request or of an answer."""

    @property
    def role(self) -> str:
        return text(self.raw, "role") or ""

    @property
    def name(self) -> str | None:
        return text(self.raw, "name")

    @property
    def parts(self) -> tuple[Part, ...]:
        """The content as parts, also where it is one text; empty without content."""
        words = text(self.raw, "content")
        return self._views("content", Part) if words is None else (Part.of_text(words),)

    @property
    def text(self) -> str:
        """All text of the content, joined."""
        words = text(self.raw, "content")
        return (
            words if words is not None else "".join(part.text for part in self.parts if part.type == "text")
        )

    @property
    def refusal(self) -> str | None:
        return text(self.raw, "refusal")

    @property
    def reasoning(self) -> str | None:
        """The model's reasoning, where the provider sends it."""
        return reasoning_of(self.raw) or None

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        return self._views("tool_calls", ToolCall)

    @property
    def tool_call_id(self) -> str | None:
        return text(self.raw, "tool_call_id")

    @property
    def function_call(self) -> FunctionCall | None:
        return self._view("function_call", FunctionCall)

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        return self._views("annotations", Annotation)

    @property
    def images(self) -> tuple[Part, ...]:
        """The pictures of an answer, as OpenRouter and others send them."""
        return self._views("images", Part)

    @property
    def audio(self) -> Audio | None:
        return self._view("audio", Audio)
