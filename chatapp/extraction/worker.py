"""The child process: a file on stdin, one JSON object on stdout, by `child`.

python -m chatapp.extraction.worker MEDIA_TYPE SECONDS
"""

from __future__ import annotations

import sys

from chatapp.extraction.limits import restrict

if __name__ == "__main__":
    # Before anything that parses is imported.
    restrict(int(sys.argv[2]))

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from chatapp.extraction.errors import ExtractionError, Reason
from chatapp.extraction.extracted import Contents, Page
from chatapp.extraction.media_types import FORMATS, IMAGES

MOST_CHARACTERS = 20_000_000
"""Of a file. What follows is not read, and a note says so."""


def main(media_type: str) -> None:
    try:
        answer = _answer(media_type, sys.stdin.buffer.read())
    except ExtractionError as error:
        answer = {"refused": error.reason}
    except MemoryError:
        answer = {"refused": Reason.COMPLEX}
    except Exception as error:
        # Whatever a parser raises for bytes that it does not expect.
        answer = {"refused": Reason.DAMAGED, "why": f"{type(error).__name__}: {error}"[:500]}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _answer(media_type: str, data: bytes) -> dict[str, Any]:
    if media_type in IMAGES:
        return import_module("chatapp.extraction.formats.picture").clean(data)  # type: ignore[no-any-return]
    read: Callable[[bytes], Contents] = import_module(
        f"chatapp.extraction.formats.{FORMATS[media_type]}"
    ).read
    return _text(read(data))


def _text(contents: Contents) -> dict[str, Any]:
    pages = list(_within_limit(contents.pages))
    notes = list(contents.notes)
    if pages != list(contents.pages):
        notes.append(f"The file is very long: only its first {MOST_CHARACTERS:,} characters were read.")
    return {"title": contents.title, "pages": [(page.number, page.text) for page in pages], "notes": notes}


def _within_limit(pages: tuple[Page, ...]) -> Iterator[Page]:
    left = MOST_CHARACTERS
    for page in pages:
        if left <= 0:
            return
        yield page if len(page.text) <= left else Page(page.number, page.text[:left])
        left -= len(page.text)


if __name__ == "__main__":
    main(sys.argv[1])
