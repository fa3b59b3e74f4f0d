"""The frames that a client may send: read, checked, named. See docs/protocol.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chatapp.conversations.attachments.parts import MOST as MOST_ATTACHMENTS
from chatapp.conversations.attachments.parts import attachment_id
from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import loads
from chatapp.wire.request.settable import read_settable

LARGEST_FRAME = 512 * 1024
_LONGEST_CLIENT_ID = 64
_LONGEST_RE = 200


@dataclass(frozen=True)
class Reference:
    """What a reply repeats, so that its client knows what it answers."""

    re: str | int | float | None = None
    client_id: str | None = None


NOTHING = Reference()


class FrameError(Exception):
    """A frame that is not as the protocol says. `code` as in docs/protocol.md."""

    def __init__(self, code: str, message: str, reference: Reference = NOTHING) -> None:
        super().__init__(message)
        self.code = code
        self.reference = reference


@dataclass(frozen=True)
class Subscribe:
    conversation: UUID


@dataclass(frozen=True)
class Unsubscribe:
    conversation: UUID


@dataclass(frozen=True)
class Seen:
    conversation: UUID


@dataclass(frozen=True)
class SendFrame:
    client_id: str
    conversation: UUID | None
    parent: UUID | None
    parts: list[dict[str, Any]]
    model: int | None
    store: bool
    assistant: int | None
    parameters: dict[str, Any] | None
    temporary: bool


@dataclass(frozen=True)
class MeasureFrame:
    conversation: UUID | None
    parent: UUID | None
    files: list[dict[str, Any]]
    tokens: int
    model: int | None
    assistant: int | None


@dataclass(frozen=True)
class RetryFrame:
    client_id: str
    message: UUID
    model: int | None


@dataclass(frozen=True)
class ContinueFrame:
    client_id: str
    message: UUID
    model: int | None


@dataclass(frozen=True)
class ResultsFrame:
    """`contents`: by the ids of the calls; `instead`: also where they were answered before."""

    client_id: str
    message: UUID
    contents: dict[str, str]
    model: int | None
    instead: bool


@dataclass(frozen=True)
class Stop:
    turn: UUID


@dataclass(frozen=True)
class Resync:
    turn: UUID


@dataclass(frozen=True)
class Ack:
    turn: UUID
    seq: int


@dataclass(frozen=True)
class Ping:
    pass


Frame = (
    Subscribe
    | Unsubscribe
    | Seen
    | SendFrame
    | MeasureFrame
    | RetryFrame
    | ContinueFrame
    | ResultsFrame
    | Stop
    | Resync
    | Ack
    | Ping
)


def parse(text: str) -> tuple[Frame, Reference]:
    """The frame, and what replies to it repeat. Raises FrameError."""
    if len(text) > LARGEST_FRAME or len(text.encode("utf-8", "surrogatepass")) > LARGEST_FRAME:
        raise FrameError("too_large", "This is larger than 512 KiB. Send less at once.")
    try:
        raw = loads(text)
    except Malformed as error:
        raise FrameError("malformed", f"This frame is not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise FrameError("malformed", "A frame is a JSON object.")
    fields = _Fields(raw)
    reference = fields.reference()
    read = _READERS.get(raw["type"]) if isinstance(raw.get("type"), str) else None
    if read is None:
        raise FrameError("unknown_type", "This type of frame is not known.", reference)
    return read(fields), reference


class _Fields:
    """Reads the fields of a frame; each wrong one is named."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw

    def wrong(self, name: str, what: str) -> FrameError:
        return FrameError("malformed", f"“{name}” must be {what}.", Reference(self._re(), self._client_id()))

    def reference(self) -> Reference:
        if self.raw.get("re") is not None and self._re() is None:
            raise self.wrong("re", f"a number, or a text of at most {_LONGEST_RE} characters")
        return Reference(self._re(), self._client_id())

    def id(self, name: str) -> UUID:
        value = self.raw.get(name)
        try:
            return UUID(value)
        except (TypeError, ValueError, AttributeError):
            raise self.wrong(name, "an id") from None

    def id_or_none(self, name: str) -> UUID | None:
        return None if self.raw.get(name) is None else self.id(name)

    def count(self, name: str) -> int:
        value = self.raw.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
            raise self.wrong(name, "a whole number, not negative")
        return value

    def count_or_none(self, name: str) -> int | None:
        return None if self.raw.get(name) is None else self.count(name)

    def flag(self, name: str) -> bool:
        """False where it is absent or null."""
        value = self.raw.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return bool(value)

    def client_id(self) -> str:
        value = self._client_id()
        if value is None:
            raise self.wrong("client_id", f"1 to {_LONGEST_CLIENT_ID} ASCII letters, digits and signs")
        return value

    def parts(self) -> list[dict[str, Any]]:
        value = self.raw.get("parts")
        if not isinstance(value, list) or not value:
            raise self.wrong("parts", "a list of at least one content part")
        for number, part in enumerate(value):
            if not (_is_text(part) or attachment_id(part)):
                kinds = "a part of type “text” with a “text”, or of type “file” with the “file_id” of an attachment"
                raise self.wrong(f"parts[{number}]", kinds)
        files = [part for part in value if part["type"] == "file"]
        if len(files) > MOST_ATTACHMENTS:
            raise self.wrong("parts", f"at most {MOST_ATTACHMENTS} files")
        if not files and not any(part["text"].strip() for part in value):
            raise self.wrong("parts", "more than empty text")
        return value

    def contents(self) -> dict[str, str]:
        value = self.raw.get("results")
        if not isinstance(value, list) or not all(_is_result(each) for each in value):
            raise self.wrong("results", "a list of objects with the texts “tool_call_id” and “content”")
        return {each["tool_call_id"]: each["content"] for each in value}

    def files(self) -> list[dict[str, Any]]:
        """Parts that name attachments; none where they are absent or null."""
        value = self.raw.get("files")
        if value is None:
            return []
        if not isinstance(value, list) or not all(map(attachment_id, value)) or len(value) > MOST_ATTACHMENTS:
            raise self.wrong("files", f"a list of at most {MOST_ATTACHMENTS} parts of type “file”")
        return value

    def parameters(self) -> dict[str, Any] | None:
        """None where they are absent or null."""
        value = self.raw.get("parameters")
        try:
            return None if value is None else read_settable(value)
        except Malformed as error:
            raise FrameError("malformed", str(error), Reference(self._re(), self._client_id())) from error

    def _re(self) -> str | int | float | None:
        value = self.raw.get("re")
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        return None if isinstance(value, str) and len(value) > _LONGEST_RE else value

    def _client_id(self) -> str | None:
        value = self.raw.get("client_id")
        if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_CLIENT_ID:
            return None
        return value if value.isascii() and value.isprintable() else None


def _is_text(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)


def _is_result(result: Any) -> bool:
    return isinstance(result, dict) and all(
        isinstance(result.get(name), str) for name in ("tool_call_id", "content")
    )


def _send(fields: _Fields) -> SendFrame:
    return SendFrame(
        fields.client_id(),
        fields.id_or_none("conversation"),
        fields.id_or_none("parent"),
        fields.parts(),
        fields.count_or_none("model"),
        fields.flag("store"),
        fields.count_or_none("assistant"),
        fields.parameters(),
        fields.flag("temporary"),
    )


def _measure(fields: _Fields) -> MeasureFrame:
    return MeasureFrame(
        fields.id_or_none("conversation"),
        fields.id_or_none("parent"),
        fields.files(),
        fields.count("tokens"),
        fields.count_or_none("model"),
        fields.count_or_none("assistant"),
    )


_READERS: dict[str, Callable[[_Fields], Frame]] = {
    "subscribe": lambda fields: Subscribe(fields.id("conversation")),
    "unsubscribe": lambda fields: Unsubscribe(fields.id("conversation")),
    "seen": lambda fields: Seen(fields.id("conversation")),
    "send": _send,
    "measure": _measure,
    "retry": lambda fields: RetryFrame(
        fields.client_id(), fields.id("message"), fields.count_or_none("model")
    ),
    "continue": lambda fields: ContinueFrame(
        fields.client_id(), fields.id("message"), fields.count_or_none("model")
    ),
    "results": lambda fields: ResultsFrame(
        fields.client_id(),
        fields.id("message"),
        fields.contents(),
        fields.count_or_none("model"),
        fields.flag("instead"),
    ),
    "stop": lambda fields: Stop(fields.id("turn")),
    "resync": lambda fields: Resync(fields.id("turn")),
    "ack": lambda fields: Ack(fields.id("turn"), fields.count("seq")),
    "ping": lambda fields: Ping(),
}
