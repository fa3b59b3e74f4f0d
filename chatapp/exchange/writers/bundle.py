"""A zip of the product's own JSON and the files that its messages name, written as it is sent."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from uuid import UUID

from chatapp.conversations.models import Attachment, Conversation
from chatapp.exchange import document
from chatapp.exchange.selection import files_of
from chatapp.exchange.writers import own
from chatapp.exchange.writers.outgoing import Outgoing
from chatapp.files import store
from chatapp.files.errors import Gone


def write(conversations: Iterable[Conversation]) -> Iterator[bytes]:
    written, seen = Outgoing(), list[Conversation]()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        # It may be of any size.
        with archive.open("conversations.json", "w", force_zip64=True) as file:
            for piece in own.write(_noted(conversations, seen)):
                file.write(piece)
                yield written.taken()
        for attachment in _each_once(seen):
            yield from _file(archive, written, attachment)
    yield written.taken()


def _noted(conversations: Iterable[Conversation], seen: list[Conversation]) -> Iterator[Conversation]:
    for conversation in conversations:
        seen.append(Conversation(pk=conversation.pk))
        yield conversation


def _each_once(conversations: Iterable[Conversation]) -> Iterator[Attachment]:
    known: set[UUID] = set()
    for conversation in conversations:
        for attachment in files_of(conversation):
            if attachment.pk not in known:
                known.add(attachment.pk)
                yield attachment


def _file(archive: zipfile.ZipFile, written: Outgoing, attachment: Attachment) -> Iterator[bytes]:
    try:
        store.require(attachment.content)
    except Gone:
        # The import says that it is missing.
        return
    with archive.open(zipfile.ZipInfo(document.place_of(attachment)), "w") as file:
        for chunk in store.chunks_of(attachment.content):
            file.write(chunk)
            yield written.taken()
