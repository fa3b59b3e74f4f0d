"""The entries of a JSON file of any size, one after the other: one is in memory at a time, and its size has a limit."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, Protocol

import ijson
from ijson.common import ObjectBuilder

from chatapp.exchange.errors import Broken

# The member of an object that is read entry by entry. Any other object is one entry by itself.
LIST: Final = "conversations"
MOST_VALUES: Final = 2_000_000
MOST_CHARACTERS: Final = 128_000_000
# LibreChat nests an answer within its question, and so on.
MOST_LEVELS: Final = 20_000
_BUFFER: Final = 1 << 20
# ijson's faster backends turn lone surrogates into question marks.
_parser: Final = ijson.get_backend("python")
_OPENING: Final = ("start_map", "start_array")
_CLOSING: Final = ("end_map", "end_array")

Event = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """`number` counts from 1. `head`: what stood before the list in its object. `problem`: why there is no value."""

    number: int
    value: Any = None
    problem: str = ""
    head: dict[str, Any] = field(default_factory=dict)


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def entries(file: Readable) -> Iterator[Entry]:
    """Each entry of an array, or of the list in an object. A file that breaks off ends with a problem."""
    number = 0
    try:
        with closing(_events(file)) as events:
            for entry in _entries(events):
                number = entry.number
                yield entry
    except (ijson.JSONError, ValueError) as error:
        yield Entry(
            number + 1, problem=f"The file cannot be read from here on, it is cut or broken: {_words(error)}."
        )


def _entries(events: Iterator[Event]) -> Iterator[Entry]:
    match next(events, ("nothing", None)):
        case "start_array", _:
            yield from _items(events, {})
        case "start_map", _:
            yield from _members(events)
        case _:
            yield Entry(1, problem="The file holds no conversations.")


def _items(events: Iterator[Event], head: dict[str, Any]) -> Iterator[Entry]:
    for number, event in enumerate(events, 1):
        if event[0] == "end_array":
            return
        try:
            yield Entry(number, _value(event, events), head=head)
        except Broken as broken:
            yield Entry(number, problem=str(broken), head=head)


def _members(events: Iterator[Event]) -> Iterator[Entry]:
    """The entries of the list in an object, or the whole object."""
    members: dict[str, Any] = {}
    budget = _Budget()
    for kind, key in events:
        if kind == "end_map":
            break
        event = next(events)
        if key == LIST and event[0] == "start_array":
            yield from _items(events, members)
            return
        try:
            members[key] = _value(event, events, budget)
        except Broken as broken:
            yield Entry(1, problem=str(broken))
            return
    yield Entry(1, members)


def _events(file: Readable) -> Generator[Event, None, None]:
    """What was said of a piece comes before the error that ends it."""
    found: list[Event] = ijson.sendable_list()
    parser = _parser.basic_parse_coro(found, use_float=True)
    try:
        while data := file.read(_BUFFER):
            yield from _told(found, lambda: parser.send(data))
        yield from _told(found, parser.close)
    finally:
        # One that is left unfinished complains of that wherever it is collected.
        with suppress(ijson.JSONError):
            parser.close()


def _told(found: list[Event], step: Callable[[], object]) -> Iterator[Event]:
    error: Exception | None = None
    try:
        step()
    except StopIteration:
        # The value has ended.
        pass
    except (ijson.JSONError, ValueError) as raised:
        error = raised
    yield from found
    found.clear()
    if error is not None:
        raise error


class _Budget:
    """What one entry may still take."""

    def __init__(self) -> None:
        self._values, self._characters = MOST_VALUES, MOST_CHARACTERS

    def spend(self, value: Any, level: int) -> None:
        self._values -= 1
        if isinstance(value, str):
            self._characters -= len(value)
        if self._values < 0 or self._characters < 0:
            raise Broken("It is larger than one chat can be.")
        if level > MOST_LEVELS:
            raise Broken("It is nested too deep.")


def _value(first: Event, events: Iterator[Event], budget: _Budget | None = None) -> Any:
    """The value that begins with this event. What is Broken is passed over to its end, so that the next follows."""
    builder, budget = ObjectBuilder(), budget or _Budget()
    broken: Broken | None = None
    level = 0
    for kind, value in chain([first], events):
        level += (kind in _OPENING) - (kind in _CLOSING)
        if broken is None:
            try:
                budget.spend(value, level)
                builder.event(kind, value)
            except Broken as error:
                broken, builder = error, ObjectBuilder()
        if level == 0:
            break
    if broken is not None:
        raise broken
    return builder.value


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:120].rstrip(".") or "not JSON"
