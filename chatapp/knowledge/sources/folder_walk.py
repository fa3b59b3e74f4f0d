"""The files below a folder of the server, opened so that no link leads out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from chatapp.knowledge.errors import KnowledgeError

__all__ = ["FoundFile", "find", "inside", "opened", "subfolders"]

MOST_FILES = 10_000
_NO_LINK = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
# A named pipe would wait for its writer for ever.
_FILE = _NO_LINK | os.O_NONBLOCK


@dataclass(frozen=True, slots=True)
class FoundFile:
    """`path`: below the folder, with `/` between parts."""

    path: str
    size: int
    changed_ns: int


def inside(top: Path, path: str) -> Path:
    """The folder at this path below `top`. Raises KnowledgeError where it is not there, or leads out."""
    parts = path.split("/") if path else []
    if any(part in ("", ".", "..") for part in parts) or "\0" in path:
        raise KnowledgeError("This is no folder inside of the one that the operator named.")
    folder = top.joinpath(*parts)
    if not folder.is_dir():
        raise KnowledgeError("The folder is not there. Is it mounted?")
    if folder.resolve() != top.resolve().joinpath(*parts):
        raise KnowledgeError("A link in the path leads elsewhere: a watched folder has none.")
    return folder


def subfolders(top: Path) -> list[str]:
    """The folders directly in it, by name."""
    try:
        found = [entry.name for entry in os.scandir(top) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return sorted(name for name in found if not name.startswith(".") and _is_text(name))


def find(folder: Path, left_out: list[str]) -> Iterator[FoundFile]:
    """Ordinary files, without hidden ones; what else is there is named in `left_out`. Raises KnowledgeError."""
    count = 0
    for place, folders, names, handle in os.fwalk(folder, follow_symlinks=False):
        links = [name for name in folders if stat.S_ISLNK(os.lstat(name, dir_fd=handle).st_mode)]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and _is_text(name))
        below = Path(place).relative_to(folder)
        left_out.extend(f"{_shown(name)} (a link)" for name in links)
        for name in sorted(names):
            if name.startswith("."):
                continue
            about = os.lstat(name, dir_fd=handle)
            if reason := _reason(name, about.st_mode):
                left_out.append(f"{_shown(name)} ({reason})")
                continue
            count += 1
            if count > MOST_FILES:
                raise KnowledgeError(f"There are more than {MOST_FILES:,} files in it: watch a folder in it.")
            yield FoundFile((below / name).as_posix(), about.st_size, about.st_mtime_ns)


def opened(folder: Path, file: FoundFile) -> BinaryIO:
    """To be read. Nothing on the way to it may have become a link meanwhile. Raises OSError."""
    *folders, name = file.path.split("/")
    handle = os.open(folder, _NO_LINK | os.O_DIRECTORY)
    try:
        for part in folders:
            below = os.open(part, _NO_LINK | os.O_DIRECTORY, dir_fd=handle)
            os.close(handle)
            handle = below
        found = os.open(name, _FILE, dir_fd=handle)
    finally:
        os.close(handle)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise OSError(f"{file.path} is no ordinary file.")
    return os.fdopen(found, "rb")


def _reason(name: str, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a link"
    if not stat.S_ISREG(mode):
        return "no ordinary file"
    return "" if _is_text(name) else "its name is no text"


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()
