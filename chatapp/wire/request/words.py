"""Rules for words: those of a request that the documents name, for providers that know no others."""

import re
from collections.abc import Mapping
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import visible
from chatapp.wire.schema.values import Rule, each, fields, typed

__all__ = ["FORMATS", "NAME", "TOOLS", "TOOL_CHOICES", "TOOL_CHOICE_TYPES", "check"]

NAME = "^[a-zA-Z0-9_-]{1,64}$"
TOOLS = ("function", "custom")
TOOL_CHOICES = ("none", "auto", "required")
TOOL_CHOICE_TYPES = (*TOOLS, "allowed_tools")
FORMATS = ("text", "json_object", "json_schema")

_name = re.compile(NAME.strip("^$"))


def check(request: Mapping[str, Any]) -> None:
    """Raises Malformed for a word that is none of the API's. The request has the right shape."""
    _words(request, "")


def _one_of(*known: str) -> Rule:
    def rule(value: Any, place: str) -> None:
        if value not in known:
            raise Malformed(
                f"'{place}' must be one of {', '.join(known)}, not '{visible(value, 40)}'.", place
            )

    return rule


def _tool_name(value: Any, place: str) -> None:
    if not _name.fullmatch(value):
        said = visible(value, 70)
        words = f"'{place}' must have 1 to 64 letters, digits, underscores and dashes, unlike '{said}'."
        raise Malformed(words, place)


def _or_string(known: tuple[str, ...], rule: Rule) -> Rule:
    word = _one_of(*known)
    return lambda value, place: word(value, place) if isinstance(value, str) else rule(value, place)


def _typed(known: tuple[str, ...]) -> Rule:
    """An object of one of these types whose body has a tool's name."""
    word = fields({"type": _one_of(*known)})

    def rule(value: Any, place: str) -> None:
        word(value, place)
        _body(value, place)

    return rule


_named = fields({"name": _tool_name})
_body = typed({name: fields({name: _named}) for name in TOOLS})

_words = fields(
    {
        "tools": each(_typed(TOOLS)),
        "tool_choice": _or_string(TOOL_CHOICES, _typed(TOOL_CHOICE_TYPES)),
        "functions": each(_named),
        "function_call": _or_string(TOOL_CHOICES[:2], _named),
        "response_format": fields({"type": _one_of(*FORMATS)}),
    }
)
