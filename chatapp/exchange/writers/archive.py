"""A zip that is written as it is sent: one Markdown file for each conversation."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator

from chatapp.conversations.models import Conversation
from chatapp.exchange.file_names import file_name
from chatapp.exchange.writers import markdown
from chatapp.exchange.writers.outgoing import Outgoing


def write(conversations: Iterable[Conversation]) -> Iterator[bytes]:
    written = Outgoing()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for conversation in conversations:
            with archive.open(_entry(conversation), "w") as file:
                for piece in markdown.write(conversation):
                    file.write(piece)
                    yield written.taken()
    yield written.taken()


def _entry(conversation: Conversation) -> zipfile.ZipInfo:
    begun = conversation.created_at
    # Titles repeat; the end of the id does not.
    name = f"{begun:%Y-%m-%d} {file_name(str(conversation))} {conversation.pk.hex[-6:]}.md"
    # A zip knows no year before 1980.
    entry = zipfile.ZipInfo(name, max(begun.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
