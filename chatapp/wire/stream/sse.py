"""Server-sent events: bytes to events and back, by https://html.spec.whatwg.org/#parsing-an-event-stream.

Bytes are never decoded here (JSON's own decoder does it once), so no split can hit the inside of a character.
"""

from typing import NamedTuple

from chatapp.wire.errors import TooLarge

__all__ = ["Event", "SSEDecoder", "encode"]

_BOM = b"\xef\xbb\xbf"
_CR, _LF = 13, 10


class Event(NamedTuple):
    """One event. `event` is empty for an unnamed one ("message"); `id` is the last one that was sent."""

    data: bytes
    event: str
    id: str


def encode(data: bytes, event: str = "") -> bytes:
    """One event on the wire. Every line of `data` becomes a line of its own."""
    head = f"event: {event}\n".encode() if event else b""
    if b"\n" in data or b"\r" in data:
        data = b"\ndata: ".join(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
    return b"%sdata: %s\n\n" % (head, data)


class SSEDecoder:
    """Feed it reads of any size, it gives the complete events. Holds at most `max_event` bytes and a read."""

    def __init__(self, max_event: int = 32 * 1024 * 1024) -> None:
        self._max_event = max_event
        self._partial: list[bytes] = []  # pieces of a line without an end: joined once, to be linear
        self._data: list[bytes] = []
        self._held = 0  # bytes in both
        self._event = ""
        self._id = ""
        self._skip_lf = False
        self._at_start = True
        self._is_idle = False  # between two events, with nothing held and nothing pending
        self._retry: int | None = None

    @property
    def retry(self) -> int | None:
        """The reconnection time that the server asked for, in milliseconds."""
        return self._retry

    @property
    def tail(self) -> bytes:
        """The data of the event that is not complete: the specification drops it if the stream ends here."""
        line = b"".join(self._partial)
        return b"\n".join([*self._data, _value(line, 4)] if line.startswith(b"data") else self._data)

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data` completes. Raises TooLarge (its `events` are those complete before it)."""
        if self._is_idle and data[:6] == b"data: " and data[-2:] == b"\n\n" and len(data) < self._max_event:
            line = data[6:-2]  # one event of one line in one read: what nearly every read of a stream is
            if b"\n" not in line and b"\r" not in line:
                return [Event(line, "", self._id)]
        events: list[Event] = []
        self._is_idle = False
        self._read(data, events)
        self._is_idle = not (self._partial or self._data or self._event or self._skip_lf or self._at_start)
        return events

    def _read(self, data: bytes, events: list[Event]) -> None:
        if data and self._skip_lf:  # the other half of a CRLF that two reads split
            self._skip_lf = False
            if data[:1] == b"\n":
                data = data[1:]
        if not data:
            return
        lines = data.splitlines()  # of bytes: at CR, LF and CRLF only
        last = data[-1]
        if last in (_LF, _CR):
            self._skip_lf = last == _CR
            rest = b""
        else:
            rest = lines.pop()
        if lines:
            if self._partial or self._at_start:
                lines[0] = self._whole_line(lines[0])
            self._take(lines, events)
        if rest:
            self._hold(rest, self._partial, events)

    def _whole_line(self, end: bytes) -> bytes:
        line = b"".join([*self._partial, end])
        self._held -= len(line) - len(end) + len(self._partial)
        self._partial.clear()
        if self._at_start:
            self._at_start = False
            line = line.removeprefix(_BOM)
        return line

    def _take(self, lines: list[bytes], events: list[Event]) -> None:
        for line in lines:
            if not line:
                self._dispatch(events)
            elif line.startswith(b"data: "):
                self._hold(line[6:], self._data, events)
            elif line[0] != 58:  # a comment starts with a colon
                self._field(line, events)

    def _dispatch(self, events: list[Event]) -> None:
        data = self._data
        if data:
            whole = data[0] if len(data) == 1 else b"\n".join(data)
            events.append(Event(whole, self._event, self._id))
            self._held = 0
            data.clear()
        self._event = ""

    def _field(self, line: bytes, events: list[Event]) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"event":
            self._event = value.decode("utf-8", "replace")
        elif name == b"data":
            self._hold(value, self._data, events)
        elif name == b"id" and b"\0" not in value:
            self._id = value.decode("utf-8", "replace")
        elif name == b"retry" and value.isdigit() and len(value) < 10:
            self._retry = int(value)

    def _hold(self, piece: bytes, where: list[bytes], events: list[Event]) -> None:
        self._held += len(piece) + 1
        if self._held > self._max_event:
            raise TooLarge(self._max_event, tuple(events))
        where.append(piece)


def _value(line: bytes, name: int) -> bytes:
    return line[name + 1 :].removeprefix(b" ")
