"""The path of a value in a JSON value, written as the API writes it: `messages[2].content[0].type`."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

__all__ = ["Step", "find", "member", "visible", "written"]

Step: TypeAlias = str | int
"""A key of an object, or an index of a list."""

_LONGEST = 200
_END = (None, None)


def member(place: str, key: str) -> str:
    """The place of a caller's own `key` in the object at `place`."""
    return f"{place}.{visible(key)}" if place else visible(key)


def written(steps: Sequence[Step]) -> str:
    """The steps from the outermost value on, as one place; empty for the whole."""
    place = ""
    for step in steps:
        place = f"{place}[{step}]" if isinstance(step, int) else member(place, step)
    return place


def visible(text: str, longest: int = _LONGEST) -> str:
    """A foreign text as part of a sentence: cut, and with escapes for what cannot be seen or sent."""
    shown = text if text.isprintable() else "".join(map(_visible, text[: longest + 1]))
    return shown if len(shown) <= longest else f"{shown[:longest]}…"


def find(value: Any, wanted: Callable[[Any], bool]) -> tuple[tuple[Step, ...], Any] | None:
    """The first key or value that is wanted, in the order of the text, and the steps to it before it.

    Takes no memory for what it passes: hostile texts have millions of values.
    """
    inside: list[Iterator[tuple[Step, Any]]] = [iter([("", value)])]
    steps: list[Step] = []
    while inside:
        step, inner = next(inside[-1], _END)
        if step is None:
            inside.pop()
            del steps[-1:]
        elif (isinstance(step, str) and wanted(step)) or wanted(inner):
            return (*steps, step)[1:], step if wanted(step) else inner
        elif isinstance(inner, dict | list):
            inside.append(_members(inner))
            steps.append(step)
    return None


def _members(value: dict[str, Any] | list[Any]) -> Iterator[tuple[Step, Any]]:
    return iter(value.items()) if isinstance(value, dict) else enumerate(value)


def _visible(character: str) -> str:
    return character if character.isprintable() else f"\\u{ord(character):04x}"
