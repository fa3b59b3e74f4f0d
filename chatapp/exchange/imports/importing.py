"""One import: reads its texts, takes in what is new, and keeps the row's progress and report."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import IO, Final

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from chatapp.exchange.errors import Broken, Unreadable
from chatapp.exchange.imports import origins, rows
from chatapp.exchange.imports.attaching import attach
from chatapp.exchange.models import Import
from chatapp.exchange.readers import formats
from chatapp.exchange.readers.entries import Entry, entries
from chatapp.exchange.readers.files import Counted, Text, texts
from chatapp.exchange.tree import Tree
from chatapp.wire.json.path import visible

# Of one transaction: each commit waits for the disk, and until then nobody sees how far it is.
_SECONDS: Final = 1
# A report is read by a person; the rest is counted.
_MOST_PROBLEMS: Final = 200


class ImportRun:
    def __init__(self, row: Import) -> None:
        self._row = row
        self._unpacked_bytes = 0

    def read(self, file: IO[bytes]) -> None:
        """Raises Unreadable where the file as a whole is of no use. What was taken in before stays."""
        row = self._row
        for text in texts(file, row.size):
            before = row.bytes_read
            row.bytes_total = max(row.bytes_total, before + text.size)
            counted = Counted(text, settings.MAX_IMPORT_BYTES - before)
            found = entries(counted)
            while self._take_some(found, text):
                row.bytes_read = before + counted.count
            row.bytes_read = before + counted.count

    def _take_some(self, found: Iterator[Entry], text: Text) -> bool:
        """In one transaction, which what ends the file does not take back. False at the end."""
        failure: Unreadable | None = None
        until = time.monotonic() + _SECONDS
        with transaction.atomic():
            more = True
            while more and failure is None and time.monotonic() < until:
                try:
                    more = self._take_next(found, text)
                except Unreadable as error:
                    failure = error
            self._row.heartbeat_at = timezone.now()
            self._row.save()
        if failure is not None:
            raise failure
        return more

    def _take_next(self, found: Iterator[Entry], text: Text) -> bool:
        entry = next(found, None)
        if entry is not None:
            self._take(entry, text)
        return entry is not None

    def _take(self, entry: Entry, text: Text) -> None:
        row = self._row
        place = f"{text.name}, chat {entry.number}" if text.name else f"Chat {entry.number}"
        try:
            tree = formats.read(entry)
            if tree.title:
                place = f"{place} “{visible(tree.title, 60)}”"
            if origins.is_known(row.owner, tree):
                row.known += 1
            else:
                self._write(tree, text, place)
        except Broken as broken:
            self._report(place, str(broken))
        # A value that a column does not take: too long, U+0000, half a surrogate pair.
        except (DatabaseError, ValueError, TypeError, OverflowError, RecursionError) as error:
            self._report(
                place, f"The database does not take it: {visible(' '.join(str(error).split()), 120)}"
            )

    def _write(self, tree: Tree, text: Text, place: str) -> None:
        with transaction.atomic():
            attached = attach(self._row.owner, tree, lambda path: self._unpacked(text, path))
            conversation, cut = rows.write(self._row.owner, tree, attached.files)
            origins.remember(self._row.owner, tree, conversation)
        self._row.taken += 1
        for problem in attached.problems:
            self._report(place, problem, lost=0)
        if cut:
            self._report(
                place, f"{cut} of its messages led back to themselves and are at the beginning now.", lost=0
            )

    def _unpacked(self, text: Text, path: str) -> Iterator[bytes]:
        """A file of the zip, as long as all of them together are no larger than an import may be."""
        for chunk in text.chunks_of(path):
            self._unpacked_bytes += len(chunk)
            if self._unpacked_bytes > settings.MAX_IMPORT_BYTES:
                raise Unreadable(
                    f"Its files unpack to more than {settings.MAX_IMPORT_BYTES >> 20} MB, the most that can be "
                    "imported at once."
                )
            yield chunk

    def _report(self, place: str, problem: str, lost: int = 1) -> None:
        self._row.broken += lost
        if len(self._row.problems) < _MOST_PROBLEMS:
            self._row.problems.append({"place": place, "problem": problem})
