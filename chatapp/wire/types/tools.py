"""Tools: what a model may call, which of them it must, and the calls that it made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.wire.types.view import View, flag, text

__all__ = ["CUSTOM_KEYS", "FunctionCall", "Tool", "ToolCall", "ToolChoice"]

CUSTOM_KEYS = ("custom", "custom_tool")
"""Where a custom call keeps its body: the official clients' key, and that of document 000."""


@dataclass(frozen=True, slots=True)
class Tool(View):
    """A tool of a request: a function with a JSON schema, or a custom tool that takes free text."""

    @classmethod
    def function(
        cls, name: str, description: str, parameters: Mapping[str, Any], *, strict: bool | None = None
    ) -> "Tool":
        body = {"name": name, "description": description, "parameters": parameters}
        return cls({"type": "function", "function": body if strict is None else {**body, "strict": strict}})

    @classmethod
    def custom(cls, name: str, description: str, format: Mapping[str, Any] | None = None) -> "Tool":
        body: dict[str, Any] = {"name": name, "description": description}
        return cls({"type": "custom", "custom": body if format is None else {**body, "format": format}})

    @property
    def type(self) -> str:
        return text(self.raw, "type") or "function"

    @property
    def name(self) -> str:
        return text(self._inner(self.type), "name") or ""

    @property
    def description(self) -> str:
        return text(self._inner(self.type), "description") or ""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The JSON schema of a function's arguments; empty for one without any, and for a custom tool."""
        value = self._inner("function").get("parameters")
        return value if isinstance(value, Mapping) else {}

    @property
    def strict(self) -> bool:
        return flag(self._inner("function"), "strict") or False

    @property
    def format(self) -> Mapping[str, Any]:
        """The input format (text or a grammar) of a custom tool; empty if it named none."""
        value = self._inner("custom").get("format")
        return value if isinstance(value, Mapping) else {}


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """`tool_choice`: none, auto, required, an object that names one tool, or `allowed_tools`."""

    raw: str | Mapping[str, Any]

    @classmethod
    def function(cls, name: str) -> "ToolChoice":
        return cls({"type": "function", "function": {"name": name}})

    @property
    def mode(self) -> str:
        """`none`, `auto` or `required`; `named` where one tool is named."""
        if isinstance(self.raw, str):
            return self.raw
        allowed = self.raw.get("allowed_tools")
        return (text(allowed, "mode") or "auto") if isinstance(allowed, Mapping) else "named"

    @property
    def name(self) -> str | None:
        """The name of the one tool that must be called, or None."""
        if isinstance(self.raw, str):
            return None
        body = self.raw.get(text(self.raw, "type") or "function")
        return text(body, "name") if isinstance(body, Mapping) else None


@dataclass(frozen=True, slots=True)
class ToolCall(View):
    """A call that a model made."""

    @classmethod
    def function(cls, id: str, name: str, arguments: str) -> "ToolCall":
        return cls({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})

    @classmethod
    def custom(cls, id: str, name: str, input: str) -> "ToolCall":
        return cls({"id": id, "type": "custom", "custom": {"name": name, "input": input}})

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
