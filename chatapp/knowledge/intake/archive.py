"""A zip archive: each file in it is an intake of its own. Nothing in it is trusted."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import IO

from chatapp.extraction.media_types import HEAD_BYTES, ZIP, sniff
from chatapp.files.errors import TooLarge
from chatapp.files.models import Content
from chatapp.files.store import CHUNK
from chatapp.knowledge.errors import Unreadable
from chatapp.knowledge.intake.arrival import admit_all, keep
from chatapp.knowledge.intake.names import clean
from chatapp.knowledge.models import Intake

__all__ = ["unpack"]

MOST_FILES = 10_000
MOST_BYTES = 2 << 30
"""Of all files together, unpacked."""

_LARGEST_DIRECTORY = 8 << 20
_END = b"PK\x05\x06"
_LONGEST_END = 65_557
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)


_AT_ONCE = 50
"""Files that are admitted together."""


@dataclass(slots=True)
class _Unpacking:
    intake: Intake
    bytes: int = 0
    files: int = 0
    left_out: list[str] = field(default_factory=list)
    _kept: list[tuple[str, Content]] = field(default_factory=list)

    def take(self, name: str, content: Content) -> None:
        self.files += 1
        self._kept.append((name, content))
        if len(self._kept) == _AT_ONCE:
            self.admit()

    def admit(self) -> None:
        if self._kept:
            admit_all(self.intake.user, self.intake.collection, self._kept)
        self._kept = []

    def summary(self) -> str:
        said = f"{self.files} {'file' if self.files == 1 else 'files'} unpacked."
        if not self.left_out:
            return said
        more = "" if len(self.left_out) <= 5 else f" and {len(self.left_out) - 5} more"
        return f"{said} Left out: {', '.join(self.left_out[:5])}{more}."


def unpack(intake: Intake, path: Path) -> str:
    """Admit what is in it, and say what was left out. Raises Unreadable. Run again, it admits nothing twice."""
    done = _Unpacking(intake)
    try:
        _require_small_directory(path)
        with zipfile.ZipFile(path) as archive:
            for entry in _entries(archive):
                _unpack_one(archive, entry, done)
    except _BROKEN as error:
        raise Unreadable(
            f"“{intake.name}” is damaged, or not a zip archive: it cannot be unpacked."
        ) from error
    finally:
        # Also what stands before the place where it is broken.
        done.admit()
    return done.summary()


def _require_small_directory(path: Path) -> None:
    """Python reads all of it into memory: a file of 50 MB can name a million others."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LONGEST_END))
        end = file.read()
    _, mark, record = end.rpartition(_END)
    if mark and int.from_bytes(record[8:12], "little") > _LARGEST_DIRECTORY:
        raise Unreadable(_too_many())


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
    if len(entries) > MOST_FILES:
        raise Unreadable(_too_many())
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Unreadable(_too_large())
    return entries


def _unpack_one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, done: _Unpacking) -> None:
    name = clean(entry.filename)
    if entry.flag_bits & 1:
        done.left_out.append(f"{name} (needs a password)")
        return
    with archive.open(entry) as file:
        head = file.read(HEAD_BYTES)
        if sniff(head, name) == ZIP:
            done.left_out.append(f"{name} (an archive in an archive)")
            return
        try:
            content = keep(_chunks(head, file, done))
        except TooLarge as error:
            done.left_out.append(f"{name} ({error})")
            return
    folder = PurePath(done.intake.name).with_suffix("").as_posix()
    done.take(clean(f"{folder}/{name}"), content)


def _chunks(head: bytes, file: IO[bytes], done: _Unpacking) -> Iterator[bytes]:
    """What an archive says of its sizes may be a lie."""
    chunk = head
    while chunk:
        done.bytes += len(chunk)
        if done.bytes > MOST_BYTES:
            raise Unreadable(_too_large())
        yield chunk
        chunk = file.read(CHUNK)


def _too_many() -> str:
    return f"There are more than {MOST_FILES:,} files in it: pack them in several archives."


def _too_large() -> str:
    return f"Unpacked it is larger than {MOST_BYTES >> 30} GB: pack its files in several archives."


def _is_litter(name: str) -> bool:
    """What systems put beside the files of people."""
    parts = PurePath(name).parts
    return not parts or parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1] == "Thumbs.db"
