"""The process that reads files for `workers`: each in a fork of its own, which a hostile file may take down.

python -m chatapp.extraction.worker

On stdin is a socket. For each file comes a line, `MEDIA_TYPE SECONDS`, with two descriptors: the file, and a pipe for
one JSON object. The fork's exit status goes back, as `waitstatus_to_exitcode` has it.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NoReturn

from chatapp.extraction.errors import ExtractionError, Reason
from chatapp.extraction.extracted import Contents, Page
from chatapp.extraction.limits import restrict
from chatapp.extraction.media_types import FORMATS, IMAGES

MOST_CHARACTERS = 20_000_000
"""Of a file. What follows is not read, and a note says so."""

STATUS = struct.Struct("i")


def serve(control: socket.socket) -> None:
    """Until the other end of the socket is closed."""
    # Of the standard library alone. What parses is imported by a fork, within its limits.
    import_module("chatapp.extraction.formats.text")
    while True:
        order, descriptors, _, _ = socket.recv_fds(control, 512, 2)
        if not order:
            return
        child = os.fork()
        if not child:
            _read(control, order.decode(), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        _, status = os.waitpid(child, 0)
        control.send(STATUS.pack(os.waitstatus_to_exitcode(status)))


def _read(control: socket.socket, order: str, file: int, pipe: int) -> NoReturn:
    """The life of a fork."""
    status = 1
    try:
        control.close()
        media_type, seconds = order.split()
        restrict(int(seconds))
        with os.fdopen(file, "rb") as source, os.fdopen(pipe, "wb") as target:
            target.write(json.dumps(_answer_or_refusal(media_type, source.read())).encode())
        status = 0
    finally:
        os._exit(status)


def _answer_or_refusal(media_type: str, data: bytes) -> dict[str, Any]:
    try:
        return _answer(media_type, data)
    except ExtractionError as error:
        return {"refused": error.reason}
    except MemoryError:
        return {"refused": Reason.COMPLEX}
    except Exception as error:
        # Whatever a parser raises for bytes that it does not expect.
        return {"refused": Reason.DAMAGED, "why": f"{type(error).__name__}: {error}"[:500]}


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
    serve(socket.socket(fileno=0))
