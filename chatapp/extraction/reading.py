"""Reads the text of a file in a child process; what goes wrong is an error in words."""

from __future__ import annotations

from pathlib import Path, PurePath

from .child import SECONDS, answer_of, refusal
from .errors import Reason
from .extracted import Extracted, Page
from .media_types import FORMATS, HEAD_BYTES, sniff

__all__ = ["read"]


async def read(path: Path, name: str, *, seconds: int = SECONDS) -> Extracted:
    """The text of a file that a person calls `name`. Raises ExtractionError; OSError if there is no such file.

    `seconds` by the clock are given to it, from when its turn comes; two thirds of them are CPU time.
    """
    with path.open("rb") as file:
        media_type = sniff(file.read(HEAD_BYTES), name)
    if media_type not in FORMATS:
        raise refusal(Reason.UNSUPPORTED, name, media_type)
    answer = await answer_of(path, name, media_type, seconds)
    return Extracted(
        media_type=media_type,
        title=answer["title"].strip() or PurePath(name).stem,
        pages=tuple(Page(number, text) for number, text in answer["pages"]),
        notes=tuple(answer["notes"]),
    )
