"""Downloads of one's own conversations. They are written while they are sent, whatever there is of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from chatapp.conversations.access import get_conversation
from chatapp.conversations.models import Conversation
from chatapp.exchange.file_names import file_name
from chatapp.exchange.selection import conversations_of, have_files
from chatapp.exchange.writers import archive, bundle, completions, markdown, own
from chatapp.web.accounts.decorators import SignedInRequest, signed_in

# Bytes that are put together before they are sent.
_PIECE: Final = 64 << 10

Writer = Callable[[Iterable[Conversation]], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    suffix: str
    content_type: str
    write: Writer


_JSON: Final = Format("json", "application/json", own.write)
_BUNDLE: Final = Format("zip", "application/zip", bundle.write)
_JSONL: Final = Format("jsonl", "application/jsonl", completions.write)
_ONE: Final = {
    "markdown": Format(
        "md",
        "text/markdown; charset=utf-8",
        lambda chats: (piece for chat in chats for piece in markdown.write(chat)),
    ),
    "json": _JSON,
    "completions": _JSONL,
}
_ALL: Final = {
    "markdown": Format("zip", "application/zip", archive.write),
    "json": _JSON,
    "completions": _JSONL,
}


@signed_in
@require_GET
def one(request: SignedInRequest, conversation_id: UUID) -> HttpResponseBase:
    """One conversation as a file: `format` is markdown, json or completions. JSON with attached files is a zip."""
    found = get_conversation(request.user, conversation_id)
    formats = {**_ONE, "json": _BUNDLE} if have_files(request.user, found) else _ONE
    return _download(request, formats, [found], str(found))


@signed_in
@require_GET
def all_of_them(request: SignedInRequest) -> HttpResponseBase:
    """All conversations of the person as one file. Formats as of one; Markdown is a zip of a file for each."""
    name = f"Chats of {timezone.localdate():%Y-%m-%d}"
    formats = {**_ALL, "json": _BUNDLE} if have_files(request.user) else _ALL
    return _download(request, formats, conversations_of(request.user), name)


def _download(
    request: SignedInRequest, formats: dict[str, Format], chats: Iterable[Conversation], name: str
) -> HttpResponseBase:
    wanted = formats.get(request.GET.get("format", ""))
    if wanted is None:
        return _unknown(formats)
    response = StreamingHttpResponse(_sent(wanted.write(chats)), content_type=wanted.content_type)
    full_name = f"{file_name(name)}.{wanted.suffix}"
    response.headers["Content-Disposition"] = content_disposition_header(True, full_name)
    return response


def _unknown(formats: dict[str, Format]) -> HttpResponse:
    return HttpResponseBadRequest(
        f"“format” is one of: {', '.join(formats)}.", content_type="text/plain; charset=utf-8"
    )


async def _sent(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while piece := await sync_to_async(_next)(pieces):
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes:
    """Empty at the end. While the client takes it, no connection to the database is held."""
    taken = bytearray()
    for piece in pieces:
        taken += piece
        if len(taken) >= _PIECE:
            break
    if not connection.in_atomic_block:
        connection.close()
    return bytes(taken)
