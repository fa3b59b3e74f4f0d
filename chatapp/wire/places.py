"""Where something stands in a JSON value, written as the API writes it: `messages[2].content[0].type`."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

__all__ = ["Step", "member", "scalars", "visible", "written"]

Step: TypeAlias = str | int
"""A key of an object, or an index of a list."""

_LONGEST = 200

# A path that shares its beginning with its neighbours: nothing is written before something is wrong.
_Path: TypeAlias = "tuple[_Path, Step] | None"


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


def scalars(value: Any) -> Iterator[tuple[tuple[Step, ...], Any]]:
    """Every key and every value that is no list or object, in the order of the text, with its steps."""
    waiting: list[tuple[_Path, Any]] = [(None, value)]
    while waiting:
        path, value = waiting.pop()
        match value:
            case dict():
                for key, inner in reversed(value.items()):
                    waiting += [((path, key), inner), ((path, key), key)]
            case list():
                waiting += [((path, index), value[index]) for index in range(len(value) - 1, -1, -1)]
            case _:
                yield _steps(path), value


def _steps(path: _Path) -> tuple[Step, ...]:
    steps: list[Step] = []
    while path is not None:
        path, step = path
        steps.append(step)
    return tuple(reversed(steps))


def _visible(character: str) -> str:
    return character if character.isprintable() else f"\\u{ord(character):04x}"
