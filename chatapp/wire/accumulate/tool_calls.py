"""Tool calls of one choice, arriving in fragments.

By the API a call's fragments share an `index`, and the first one has id, type and name. Servers differ; each
branch below names the quirk that it is for.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chatapp.wire.accumulate.call_body import CallBody, words_of
from chatapp.wire.accumulate.deltas import Change, ToolCallDelta
from chatapp.wire.types.tools import CUSTOM_KEYS
from chatapp.wire.types.view import text, whole

__all__ = ["ToolCalls"]

_WIDEST_GAP = 128
"""So many indexes may be left out before one: who follows an answer makes room for each."""

_BODY_KEYS = ("function", *CUSTOM_KEYS)
_KNOWN = frozenset(("index", "id", "type", *_BODY_KEYS))


class _Fragment(NamedTuple):
    raw: Mapping[str, Any]
    place: int | None
    id: str
    key: str
    body: Mapping[str, Any]
    name: str
    arguments: str


class _Call:
    __slots__ = ("body", "extra", "id", "key", "place", "type")

    def __init__(self, place: int, key: str) -> None:
        self.place = place
        self.key = key
        self.id = ""
        self.type = ""
        self.body = CallBody("arguments" if key == "function" else "input")
        self.extra: dict[str, Any] = {}

    def ends_before(self, fragment: _Fragment, *, in_same_chunk: bool) -> bool:
        """Does `fragment`, which names the place of this call, begin another one?"""
        is_other = bool(fragment.id and self.id and fragment.id != self.id)
        if not fragment.name:
            # Quirk: a new id with every fragment. It is the same call, unless one chunk has both.
            return is_other and in_same_chunk
        if is_other:
            # Quirk: all parallel calls have index 0.
            return in_same_chunk or self.body.is_complete
        if not fragment.arguments or self.repeats(fragment):
            return False
        # Quirk: neither ids nor an index that counts; a `{}` in an earlier chunk may still be a placeholder.
        return self.body.is_complete and (in_same_chunk or not self.body.is_held)

    def repeats(self, fragment: _Fragment) -> bool:
        """Quirk: the whole call once more at the end."""
        is_same = bool(fragment.name) and fragment.id == self.id and fragment.arguments == self.body.arguments
        return is_same and not self.body.is_held and self.body.is_complete

    def add(self, fragment: _Fragment, *, is_whole: bool) -> str | None:
        """Take it; gives the new arguments, or None if nothing is new."""
        before = (self.id, self.type, self.body.name)
        self.id = self.id or fragment.id
        self.type = self.type or text(fragment.raw, "type") or ""
        for key, value in fragment.raw.items():
            if key not in _KNOWN:
                self.extra[key] = value
        if self.repeats(fragment):
            return None
        shown = self.body.add(fragment.body, is_whole=is_whole)
        return shown if shown or before != (self.id, self.type, self.body.name) else None

    def delta(self, choice: int, arguments: str) -> ToolCallDelta:
        return ToolCallDelta(choice, self.place, self.id, self.body.name, arguments, self._type)

    def to_json(self) -> dict[str, Any]:
        named = {"id": self.id} if self.id else {}
        return {**named, "type": self._type, self.key: self.body.to_json(), **self.extra}

    @property
    def _type(self) -> str:
        return self.type or ("function" if self.key == "function" else "custom")


class ToolCalls:
    """The calls by their place. Places are the provider's indexes where those are unambiguous."""

    def __init__(self, choice: int) -> None:
        self._choice = choice
        self._calls: dict[int, _Call] = {}
        self._places: dict[int, int] = {}  # the provider's index to the place of the last call that had it
        self._named: dict[str, int] = {}  # an id to the place of the last call that has it
        self._begun: list[int] = []  # places, in the order in which their calls came
        self._next = 0  # above all places
        self._last: int | None = None

    def __bool__(self) -> bool:
        return bool(self._calls)

    def add(self, fragments: Sequence[Any], *, is_whole: bool = False) -> list[Change]:
        """The `tool_calls` of one delta; `is_whole` if they are those of a whole message."""
        changes: list[Change] = []
        touched: set[int] = set()
        for position, raw in enumerate(fragments):
            if not isinstance(raw, Mapping):
                continue
            fragment = _fragment(raw, position if is_whole else None)
            call = self._call(fragment, touched)
            touched.add(call.place)
            was_named = bool(call.id)
            shown = call.add(fragment, is_whole=is_whole)
            if call.id and not was_named:
                self._named[call.id] = call.place
            if shown is not None:
                changes.append(call.delta(self._choice, shown))
        return changes

    def flush(self) -> list[Change]:
        shown = [(call, call.body.flush()) for call in self._calls.values()]
        return [call.delta(self._choice, words) for call, words in shown if words]

    @property
    def names(self) -> set[str]:
        """Of the tools that are called."""
        return {call.body.name for call in self._calls.values() if call.body.name}

    @property
    def last_place(self) -> int:
        """The highest one; -1 without calls."""
        return self._next - 1

    def begun(self, first: int) -> list[int]:
        """The places of the calls in the order in which they came, from the `first`th on."""
        return self._begun[first:]

    def call(self, place: int) -> dict[str, Any]:
        """The call at this place as a message has it."""
        return self._calls[place].to_json()

    def to_json(self) -> list[dict[str, Any]]:
        return [self.call(place) for place in sorted(self._calls)]

    def _call(self, fragment: _Fragment, touched: set[int]) -> _Call:
        place = self._place(fragment)
        call = None if place is None else self._calls.get(place)
        if call is None or call.ends_before(fragment, in_same_chunk=call.place in touched):
            call = self._begin(fragment)
        self._last = call.place
        return call

    def _place(self, fragment: _Fragment) -> int | None:
        if fragment.place is not None:
            return self._places.get(fragment.place)
        # Quirk: no index. The id tells, else it goes on where the last fragment was.
        if fragment.id:
            known = self._named.get(fragment.id)
            if known is not None or fragment.name:
                return known
        return self._last

    def _begin(self, fragment: _Fragment) -> _Call:
        place = fragment.place
        if place is None or place in self._calls or not 0 <= place <= self._next + _WIDEST_GAP:
            place = self._next
        if fragment.place is not None:
            self._places[fragment.place] = place
        self._begun.append(place)
        self._next = max(self._next, place + 1)
        call = self._calls[place] = _Call(place, fragment.key)
        return call


def _fragment(raw: Mapping[str, Any], position: int | None) -> _Fragment:
    said = text(raw, "type")
    default = "custom" if said == "custom" else "function"
    key = next((key for key in _BODY_KEYS if isinstance(raw.get(key), Mapping)), default)
    body = raw.get(key)
    if not isinstance(body, Mapping):
        body = {}
    index = whole(raw, "index")
    arguments = words_of(body.get("arguments" if key == "function" else "input"))
    place = position if index is None else index
    return _Fragment(raw, place, text(raw, "id") or "", key, body, text(body, "name") or "", arguments)
