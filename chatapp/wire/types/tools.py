"""Tools: what a model may call, and the calls that it made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.wire.types.view import View, text

__all__ = ["CUSTOM_KEYS", "FunctionCall", "Tool", "ToolCall"]

CUSTOM_KEYS = ("custom", "custom_tool")
"""Where a custom call keeps its body: the official clients' key, and that of document 000."""


@dataclass(frozen=True, slots=True)
class Tool(View):
    """A tool of a request: a function with a JSON schema, or a custom tool that takes free text."""

    @classmethod
    def function(cls, name: str, description: str, parameters: Mapping[str, Any]) -> "Tool":
        body = {"name": name, "description": description, "parameters": parameters}
        return cls({"type": "function", "function": body})

    @property
    def type(self) -> str:
        return text(self.raw, "type") or "function"

    @property
    def name(self) -> str:
        return text(self._inner(self.type), "name") or ""


@dataclass(frozen=True, slots=True)
class ToolCall(View):
    """A call that a model made."""

    @property
    def id(self) -> str:
        return text(self.raw, "id") or ""

    @property
    def type(self) -> str:
        """`function` or `custom`, from the body where the field is missing."""
        said = text(self.raw, "type")
        return said or ("custom" if any(key in self.raw for key in CUSTOM_KEYS) else "function")

    @property
    def name(self) -> str:
        return text(self._body, "name") or ""

    @property
    def arguments(self) -> str:
        """A function's arguments (JSON as the model wrote it, valid or not), or a custom tool's input."""
        return text(self._body, "arguments") or text(self._body, "input") or ""

    @property
    def _body(self) -> Mapping[str, Any]:
        found = (self._inner(key) for key in ("function", *CUSTOM_KEYS))
        return next((body for body in found if body), {})


@dataclass(frozen=True, slots=True)
class FunctionCall(View):
    """The call of the older API, one for a message, without an id."""

    @property
    def name(self) -> str:
        return text(self.raw, "name") or ""

    @property
    def arguments(self) -> str:
        return text(self.raw, "arguments") or ""
