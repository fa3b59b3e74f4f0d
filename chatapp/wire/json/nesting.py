"""How deep a JSON value may be nested, and where one is too deep."""

import re
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import Step, written

__all__ = ["MAX_DEPTH", "SHALLOW", "refuse_depth", "too_deep"]

MAX_DEPTH = 200
"""Levels of nesting: below orjson's 254 for writing, so that what was read can be wrapped and sent on."""

SHALLOW = 2 * MAX_DEPTH
"""Bytes in which no value can be nested too deep."""

_SHOWN_STEPS = 8

# Possessive, so that a string of megabytes leaves nothing to come back to.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}:,]', re.DOTALL)


def refuse_depth(value: Any, raw: bytes) -> None:
    """Raises Malformed if `value`, which was read from `raw`, is nested too deep."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return
    raise too_deep(raw.decode())


def too_deep(text: str) -> Malformed:
    """The error for a JSON text that is nested too deep; `param` is the beginning of the way there."""
    steps: list[Step] = []
    name = ""
    for token in _TOKEN.finditer(text):
        match token[0][0]:
            case "[" | "{" as bracket:
                if len(steps) == MAX_DEPTH:
                    return _too_deep(token.start(), steps)
                steps.append(0 if bracket == "[" else "")
            case "]" | "}":
                steps.pop()
            case ":":
                steps[-1] = name
            case ",":
                steps[-1] = _next(steps[-1])
            case _:
                name = token[0][1:-1]
    return _too_deep(len(text), steps)


def _too_deep(position: int, steps: list[Step]) -> Malformed:
    place = written(steps[:_SHOWN_STEPS])
    return Malformed(
        f"The JSON is nested deeper than {MAX_DEPTH} levels in '{place}', from character {position} on.",
        place,
    )


def _next(step: Step) -> Step:
    return step + 1 if isinstance(step, int) else step
