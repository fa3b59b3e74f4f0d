"""Puts bytes into the storage and takes them out: a folder of this machine, or what `STORAGES["files"]` names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO, cast

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from .errors import Gone, TooLarge
from .models import Content

__all__ = ["CHUNK", "chunks_of", "head", "local_copy", "open_content", "require", "save", "storage"]

CHUNK = 1 << 18
"""Bytes that are held of a file at a time."""

_KEEP = """
INSERT INTO files_content (id, sha256, size, created_at, saved_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (sha256) DO UPDATE SET saved_at = EXCLUDED.saved_at
RETURNING id, sha256, size, created_at, saved_at
"""


def save(chunks: Iterable[bytes], most: int | None = None) -> Content:
    """Keep what comes, at most `most` bytes. What is there already is not kept twice. Raises TooLarge.

    From now on somebody has a day to refer to the row: then it goes, unless a row refers to it.
    """
    with NamedTemporaryFile(dir=_incoming(), delete=False) as draft:
        try:
            digest, size = _write(draft, chunks, most)
            return _keep(Path(draft.name), digest, size)
        finally:
            # Where it was not moved.
            Path(draft.name).unlink(missing_ok=True)


def open_content(content: Content) -> BinaryIO:
    """Raises Gone."""
    try:
        return cast(BinaryIO, storage().open(content.place))
    except FileNotFoundError as error:
        raise Gone(f"The file {content} is not in the storage.") from error


def chunks_of(content: Content) -> Iterator[bytes]:
    """Raises Gone."""
    with open_content(content) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def head(content: Content, size: int) -> bytes:
    """The first bytes. Raises Gone."""
    with open_content(content) as file:
        return file.read(size)


def require(content: Content) -> None:
    """Raises Gone."""
    if not storage().exists(content.place):
        raise Gone(f"The file {content} is not in the storage.")


@contextmanager
def local_copy(content: Content) -> Iterator[Path]:
    """A path of this machine, for as long as it is needed; to be read only. Raises Gone."""
    try:
        path = Path(storage().path(content.place))
    except NotImplementedError:
        with NamedTemporaryFile() as copy:
            for chunk in chunks_of(content):
                copy.write(chunk)
            copy.flush()
            yield Path(copy.name)
    else:
        require(content)
        yield path


def storage() -> Storage:
    return storages["files"]


def _incoming() -> str | None:
    """A folder beside the files, from where they are moved in no time; None where they are elsewhere."""
    try:
        folder = Path(storage().path("incoming"))
    except NotImplementedError:
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(folder)


def _write(draft: IO[bytes], chunks: Iterable[bytes], most: int | None) -> tuple[str, int]:
    digest, size = sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if most is not None and size > most:
            raise TooLarge(most)
        digest.update(chunk)
        draft.write(chunk)
    draft.flush()
    os.fsync(draft.fileno())
    return digest.hexdigest(), size


@transaction.atomic
def _keep(draft: Path, digest: str, size: int) -> Content:
    """The lock on the row is held while the file is put there: who removes it holds it, too."""
    now = timezone.now()
    (content,) = Content.objects.raw(_KEEP, [uuid7(), digest, size, now, now])
    if not storage().exists(content.place):
        with draft.open("rb") as file:
            storage().save(content.place, _Movable(file, name=str(draft)))
    return content


class _Movable(File):  # type: ignore[type-arg]
    """A storage on this machine moves a file that says where it is."""

    def temporary_file_path(self) -> str:
        return str(self.name)
