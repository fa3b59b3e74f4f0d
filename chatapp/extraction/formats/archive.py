"""What a zip archive says of itself, before anybody unpacks it."""

from __future__ import annotations

from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from chatapp.extraction.errors import ExtractionError, Reason

MOST_ENTRIES: Final = 5_000
MOST_BYTES: Final = 256 << 20
MOST_BYTES_OF_ONE: Final = 64 << 20


def require_moderate(data: bytes) -> None:
    """Raises ExtractionError where it would unpack to very much. What is no zip archive passes."""
    if not data.startswith(b"PK"):
        return
    try:
        sizes = [entry.file_size for entry in ZipFile(BytesIO(data)).infolist()]
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise ExtractionError(Reason.DAMAGED) from error
    if len(sizes) > MOST_ENTRIES or sum(sizes) > MOST_BYTES or max(sizes, default=0) > MOST_BYTES_OF_ONE:
        raise ExtractionError(Reason.COMPLEX)
