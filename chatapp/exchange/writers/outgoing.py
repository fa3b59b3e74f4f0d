"""Where a zip is written to that is sent at the same time."""

from io import RawIOBase
from typing import Any


class Outgoing(RawIOBase):
    """What was written and not yet taken. It cannot seek: sizes follow their file."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
