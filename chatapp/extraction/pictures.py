"""Pictures as they are shown and sent: upright, and without what a camera wrote about place and time."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from .child import SECONDS, Answer, answer_of

__all__ = ["Picture", "clean"]


@dataclass(frozen=True, slots=True)
class Picture:
    """`width` and `height` in pixels. `data` is None where the file is clean as it is."""

    width: int
    height: int
    data: bytes | None


async def clean(path: Path, name: str, media_type: str) -> Picture:
    """`media_type` is one of `IMAGES`. Raises ExtractionError."""
    async with answer_of(path, name, media_type, SECONDS) as answer:
        return await asyncio.to_thread(_picture, answer)


def _picture(answer: Answer) -> Picture:
    found = answer.parsed()
    return Picture(found["width"], found["height"], found["data"] and b64decode(found["data"]))
