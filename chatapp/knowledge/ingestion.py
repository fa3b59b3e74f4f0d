"""Taking documents in: a collection becomes what its sources are, and only what changed is read again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

from django.db import DataError, OperationalError, transaction
from django.db.models import QuerySet
from psycopg.errors import ProgramLimitExceeded

from chatapp.knowledge import passages, postings
from chatapp.knowledge.models import Collection, Document
from chatapp.knowledge.reading import Reading, Source, read
from chatapp.wire.json.clean import clean_text

__all__ = ["RECIPE", "Source", "Synced", "locked", "outdate", "reindex", "reread", "sync"]

RECIPE = 5
"""Counted up with each change of what a passage or a term is: then every document is taken in again."""

_BATCH_DOCUMENTS = 100
_BATCH_CHARACTERS = 1_000_000

_Item = TypeVar("_Item")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did: the slugs of documents. `refused`: with the reason; what was there of them before stays."""

    added: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A row to write, in the place of the one with its slug, and what becomes its passages."""

    document: Document
    reading: Reading


def sync(collection: Collection, sources: Iterable[Source]) -> Synced:
    """Make the collection hold these documents and no others. One query if nothing changed.

    What changed is taken in all at once up to a batch, else batch by batch: in one transaction each of them would leave
    a dead version of every frequent term, for the next one to step over. Any number of processes may do this at
    once: each waits for the one before it and finds the work done.
    """
    wanted = {source.slug: source for source in sources}
    known = _known(collection)
    changed = [source for slug, source in wanted.items() if known.get(slug) != _version(collection, source)]
    removed = known.keys() - wanted.keys()
    if not changed and not removed:
        return Synced()
    batches = list(_batches(changed, lambda source: len(source.text)))
    with transaction.atomic() if len(batches) <= 1 else nullcontext():
        return _together(collection, removed, (_take_in(collection, batch) for batch in batches))


def reindex() -> int:
    """Make the passages of all documents anew that an older recipe made, from their text. Returns how many.

    A batch is a transaction of its own: a search finds each document as it was or as it is.
    """
    collections = Collection.all_objects.filter(
        documents__recipe__lt=RECIPE, documents__deleted_at=None
    ).distinct()
    return sum(_reindex_collection(collection) for collection in collections)


def outdate(collection: Collection) -> None:
    """Its passages are to be made anew: by `reindex`."""
    collection.documents.update(recipe=0)


def _reindex_collection(collection: Collection) -> int:
    done = 0
    while slugs := list(_outdated(collection).values_list("slug", flat=True)[:_BATCH_DOCUMENTS]):
        with transaction.atomic():
            held = locked(collection)
            outdated = _outdated(held).filter(slug__in=slugs)
            refused = _write_all(held, (_again(document) for document in outdated))
            # What is refused now was not then: its passages stay, and it is not tried for ever.
            held.documents.filter(slug__in=refused).update(recipe=RECIPE)
        done += len(slugs)
    with transaction.atomic():
        postings.count(locked(collection))
    return done


def reread(document: Document) -> Reading:
    """The same text, as today's recipe reads it; what people brought keeps its title."""
    title = document.title if document.version else ""
    pages = tuple((number, start) for number, start in document.pages or ())
    return read(Source(document.slug, document.title, document.text, title, pages))


def locked(collection: Collection) -> Collection:
    """Until the transaction ends nobody else changes what it holds."""
    return Collection.all_objects.select_for_update(no_key=True).get(pk=collection.pk)


def _together(collection: Collection, removed: Set[str], parts: Iterable[Synced]) -> Synced:
    with transaction.atomic():
        locked(collection).documents.filter(slug__in=removed).delete()
    done = Synced(removed=frozenset(removed))
    for part in parts:
        done = Synced(
            done.added | part.added, done.changed | part.changed, done.removed, done.refused | part.refused
        )
    with transaction.atomic():
        postings.count(locked(collection))
    return done


@transaction.atomic
def _take_in(collection: Collection, batch: Sequence[Source]) -> Synced:
    held = locked(collection)
    # What cannot be stored is not there, and is refused below.
    slugs = [source.slug for source in batch if source.slug == clean_text(source.slug)]
    known = _known(held, slugs)
    changed = [source for source in batch if known.get(source.slug) != _version(held, source)]
    refused = _write(held, [_incoming(held, source) for source in changed]) if changed else {}
    taken = {source.slug for source in changed} - refused.keys()
    return Synced(frozenset(taken - known.keys()), frozenset(taken & known.keys()), refused=refused)


def _write_all(collection: Collection, incoming: Iterable[_Incoming]) -> dict[str, str]:
    refused: dict[str, str] = {}
    for batch in _batches(incoming, lambda one: len(one.document.text)):
        refused |= _write(collection, batch)
    return refused


def _batches(items: Iterable[_Item], size: Callable[[_Item], int]) -> Iterator[list[_Item]]:
    batch: list[_Item] = []
    characters = 0
    for one in items:
        batch.append(one)
        characters += size(one)
        if len(batch) == _BATCH_DOCUMENTS or characters > _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _write(collection: Collection, batch: Sequence[_Incoming]) -> dict[str, str]:
    """Returns the slugs that Postgres refuses, with the reasons: they are looked for by halves."""
    try:
        with transaction.atomic():
            _insert(collection, batch)
    except (DataError, OperationalError, UnicodeEncodeError) as error:
        if isinstance(error, OperationalError) and not isinstance(error.__cause__, ProgramLimitExceeded):
            raise
        if len(batch) > 1:
            half = len(batch) // 2
            return _write(collection, batch[:half]) | _write(collection, batch[half:])
        return {batch[0].document.slug: _reason(collection, batch[0], error)}
    return {}


def _insert(collection: Collection, batch: Sequence[_Incoming]) -> None:
    passages.detect_languages(collection, [incoming.document for incoming in batch])
    documents = Document.objects.bulk_create(
        [incoming.document for incoming in batch],
        update_conflicts=True,
        unique_fields=["collection", "slug"],
        update_fields=["title", "summary", "text", "digest", "recipe", "language", "updated_at"],
    )
    parts = [(document, one.reading.chunks()) for document, one in zip(documents, batch, strict=True)]
    passages.replace(collection, parts)


def _incoming(collection: Collection, source: Source) -> _Incoming:
    digest, _ = _version(collection, source)
    return _of(collection, source.slug, digest, read(source))


def _again(document: Document) -> _Incoming:
    reading = reread(document)
    return _of(document.collection, document.slug, document.digest, reading)


def _of(collection: Collection, slug: str, digest: str, reading: Reading) -> _Incoming:
    document = Document(
        collection=collection,
        slug=slug,
        title=reading.title,
        summary=reading.summary,
        text=reading.text,
        digest=digest,
        recipe=RECIPE,
    )
    return _Incoming(document, reading)


def _reason(collection: Collection, refused: _Incoming, error: Exception) -> str:
    reason = f"The database refuses it: {' '.join(str(error).split())}"
    _log.warning("%s of %s was not taken in. %s", ascii(refused.document.slug), collection.slug, reason)
    return reason


def _outdated(collection: Collection) -> QuerySet[Document]:
    there = collection.documents.filter(deleted_at=None)
    return there.filter(recipe__lt=RECIPE).order_by("pk").select_related("collection")


def _known(collection: Collection, slugs: Sequence[str] | None = None) -> dict[str, tuple[str, int]]:
    rows = collection.documents.values_list("slug", "digest", "recipe")
    if slugs is not None:
        rows = rows.filter(slug__in=slugs)
    return {slug: (digest, recipe) for slug, digest, recipe in rows}


def _version(collection: Collection, source: Source) -> tuple[str, int]:
    parts = (collection.language, source.slug, source.name, source.text)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest(), RECIPE
