"""Reads the text of a file in a child process; what goes wrong is an error in words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path, PurePath

from .child import SECONDS, Answer, answer_of, refusal
from .errors import Reason
from .extracted import Extracted, Page
from .media_types import FORMATS, HEAD_BYTES, sniff

__all__ = ["Text", "read", "text_of"]


async def read(path: Path, name: str) -> Extracted:
    """The text of a file that a person calls `name`. Raises ExtractionError; OSError if there is no such file."""
    async with text_of(path, name, SECONDS) as text:
        return await text.extracted()


@asynccontextmanager
async def text_of(path: Path, name: str, seconds: int) -> AsyncIterator[Text]:
    """As `read`, for one who waits before it is in memory.

    `seconds` by the clock are given to it, from when its turn comes; two thirds of them are CPU time.
    """
    with path.open("rb") as file:
        media_type = sniff(file.read(HEAD_BYTES), name)
    if media_type not in FORMATS:
        raise refusal(Reason.UNSUPPORTED, name, media_type)
    async with answer_of(path, name, media_type, seconds) as answer:
        yield Text(answer, media_type, name)


class Text:
    """What was read of a file, `size` bytes. They are on the disk where they are many."""

    def __init__(self, answer: Answer, media_type: str, name: str) -> None:
        self.size = answer.size
        self._answer = answer
        self._media_type = media_type
        self._name = name

    async def extracted(self) -> Extracted:
        """All of it in memory. Raises ExtractionError."""
        return await asyncio.to_thread(self._extracted)

    def _extracted(self) -> Extracted:
        answer = self._answer.parsed()
        return Extracted(
            media_type=self._media_type,
            title=answer["title"].strip() or PurePath(self._name).stem,
            pages=tuple(Page(number, text) for number, text in answer["pages"]),
            notes=tuple(answer["notes"]),
        )
