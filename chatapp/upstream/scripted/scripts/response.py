"""What a script answers over HTTP: whole bytes, or steps that are played one after another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is sent for so many seconds, counted from when the last wait was due: a rate holds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing is sent until this gate is released."""

    gate: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection ends here, inside the body: by a reset, or by a plain end of the socket."""

    reset: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is sent any more, and the connection stays open until the client leaves."""


Step = bytes | Wait | Hold | Cut | Silence


@dataclass(frozen=True, slots=True)
class Response:
    """Bytes go out with their length; steps go out chunked, the head with the first bytes among them."""

    body: bytes | Iterable[Step]
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def head(self) -> bytes:
        """The status line and all headers, with the empty line that ends them."""
        size = (
            f"content-length: {len(self.body)}"
            if isinstance(self.body, bytes)
            else "transfer-encoding: chunked"
        )
        lines = [f"HTTP/1.1 {self.status} {_reason(self.status)}", f"content-type: {self.content_type}", size]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
