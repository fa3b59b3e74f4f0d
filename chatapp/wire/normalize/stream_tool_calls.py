"""Tool calls on their way out, as the official clients join them.

They join by `index`. The Python client concatenates ids, names and arguments, the npm client takes the last id
and the last name: so each id and name goes out once and whole, with the first arguments or at the end.
"""

from bisect import bisect_right, insort
from typing import Any

from chatapp.wire.accumulate.deltas import ToolCallDelta
from chatapp.wire.accumulate.tool_calls import ToolCalls
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.normalize.parts import call_of
from chatapp.wire.types.tools import CUSTOM_KEYS

__all__ = ["OutgoingCalls", "OutgoingFunction"]

_BODIES = {"function": "arguments", **dict.fromkeys(CUSTOM_KEYS, "input")}


class _Outgoing:
    """A call that the caller knows: its index there, where its body is, and which fields were sent."""

    __slots__ = ("body", "index", "sent", "words")

    def __init__(self, index: int, call: dict[str, Any]) -> None:
        self.index = index
        self.body = next(key for key in _BODIES if key in call)
        self.words = _BODIES[self.body]
        self.sent = {*call, *call[self.body]}


class OutgoingCalls:
    """The calls of one choice. Indexes go out without gaps, in the order of the places where that is known."""

    def __init__(self, known: ToolCalls, choice: int, identity: Identity) -> None:
        self._known = known
        self._choice = choice
        self._identity = identity
        self._held: dict[int, str] = {}  # by place: arguments of calls that the caller does not know yet
        self._opened: dict[int, _Outgoing] = {}  # by place
        self._waiting: list[int] = []  # places in their order, of calls that are not opened
        self._seen = 0  # of the known calls, how many were put there

    def take(self, change: ToolCallDelta) -> list[dict[str, Any]]:
        """The fragments to send for it."""
        call = self._opened.get(change.index)
        if call is not None:
            return [_fragment(call, {call.words: change.arguments})] if change.arguments else []
        held = self._held[change.index] = self._held.get(change.index, "") + change.arguments
        if not (held and change.name and change.id):  # more of its name may come, or its id
            return []
        return self._open(change.index)

    def rest(self) -> list[dict[str, Any]]:
        """All that was not sent yet: there is no more to wait for."""
        late = [fragment for place, call in self._opened.items() for fragment in self._late(place, call)]
        return late + self._open(self._known.last_place)

    def _open(self, last: int) -> list[dict[str, Any]]:
        """Those up to this place. Not all are looked at for each: a provider may send very many."""
        for place in self._known.begun(self._seen):
            insort(self._waiting, place)
            self._seen += 1
        end = bisect_right(self._waiting, last)
        places = self._waiting[:end]
        del self._waiting[:end]
        return [self._opening(place) for place in places]

    def _opening(self, place: int) -> dict[str, Any]:
        index = len(self._opened)
        call = call_of(self._known.call(place), self._identity, self._choice, index)
        out = self._opened[place] = _Outgoing(index, call)
        body = {**call[out.body], out.words: self._held.pop(place, "")}
        return {"index": index, **call, out.body: body}

    def _late(self, place: int, call: _Outgoing) -> list[dict[str, Any]]:
        """Fields that came after the call was opened."""
        known = self._known.call(place)
        body = {key: value for key, value in known[call.body].items() if key not in call.sent}
        more = {key: value for key, value in known.items() if key not in call.sent}
        call.sent.update(body, more)
        return [{**_fragment(call, body), **more}] if body or more else []


class OutgoingFunction:
    """The older API's call: its name goes out once and whole, with the first arguments or at the end."""

    def __init__(self) -> None:
        self._sent: set[str] = set()

    def take(self, name: str, arguments: str, begun: dict[str, Any]) -> dict[str, Any]:
        """What the delta has of it, `begun` included."""
        if not arguments:  # more of the name may come
            return begun
        joined = {"arguments": begun.get("arguments", "") + arguments}
        opening = {} if "name" in self._sent else {"name": name}
        self._sent.update(opening, joined)
        return {**begun, **opening, **joined}

    def rest(self, call: dict[str, Any], begun: dict[str, Any]) -> dict[str, Any]:
        """The same at the end. `call` is all of it, as a message has it."""
        new = {key: value for key, value in call.items() if key not in self._sent}
        self._sent.update(new)
        return {**begun, **new}


def _fragment(call: _Outgoing, body: dict[str, Any]) -> dict[str, Any]:
    return {"index": call.index, call.body: body}
