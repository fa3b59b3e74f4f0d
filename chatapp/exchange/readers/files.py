"""The JSON texts of a file that a person gives: the file itself, or those of a zip that hold conversations."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final

from chatapp.exchange.errors import Broken, Unreadable

_CHUNK: Final = 1 << 16
_ZIP: Final = b"PK\x03\x04"
# Of passwords zipfile says a RuntimeError.
_UNPACKING: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
# What the large products call theirs; where there is one, other files of the zip are about something else.
_conversations = re.compile(r"conversations(-\d+)?\.json")


@dataclass(frozen=True, slots=True)
class Text:
    """`name` is empty where there is one text only. `size` in bytes, as the file says: it may lie."""

    name: str
    size: int
    content: IO[bytes]
    archive: zipfile.ZipFile | None = None

    def chunks_of(self, path: str) -> Iterator[bytes]:
        """The bytes of a file that stands beside it in the zip. Raises Broken."""
        try:
            if self.archive is None:
                raise KeyError(path)
            with self.archive.open(path) as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except KeyError as error:
            raise Broken("it is not in the file that was imported.") from error
        except _UNPACKING as error:
            raise Broken(str(_not_unpacked(error))) from error


def texts(file: IO[bytes], size: int) -> Iterator[Text]:
    """Raises Unreadable. Each text is to be read before the next is asked for."""
    start = file.read(len(_ZIP))
    file.seek(0)
    if start != _ZIP:
        yield Text("", size, file)
        return
    try:
        with zipfile.ZipFile(file) as archive:
            wanted = _wanted(archive)
            for info in wanted:
                with archive.open(info) as content:
                    name = PurePosixPath(info.filename).name if len(wanted) > 1 else ""
                    yield Text(name, info.file_size, content, archive)
    except _UNPACKING as error:
        raise _not_unpacked(error) from error


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    found = [info for info in archive.infolist() if _is_json(info.filename)]
    named = [info for info in found if _conversations.fullmatch(PurePosixPath(info.filename).name)]
    if not found:
        raise Unreadable("The zip holds no JSON file. Give the file that the other product made, as it is.")
    return named or found


def _is_json(name: str) -> bool:
    # A Mac adds files of its own to a zip.
    return name.endswith(".json") and not name.startswith("__MACOSX/")


class Counted:
    """A text as it is read: how many bytes have been, and no more of them than `most`."""

    def __init__(self, text: Text, most: int) -> None:
        self._text, self._most = text, most
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        try:
            data = self._text.content.read(size)
        except _UNPACKING as error:
            raise _not_unpacked(error) from error
        self.count += len(data)
        if self.count > self._most:
            raise Unreadable(
                f"The file unpacks to more than {self._most >> 20} MB, the most that can be imported at once."
            )
        return data


def _not_unpacked(error: Exception) -> Unreadable:
    return Unreadable(f"The zip cannot be unpacked: {' '.join(str(error).split())[:120]}.")
