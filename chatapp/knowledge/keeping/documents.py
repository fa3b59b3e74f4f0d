"""What editors do with the documents of a collection. The callers have passed the door."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from chatapp.accounts import audit
from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.knowledge import passages, postings
from chatapp.knowledge.errors import Conflict
from chatapp.knowledge.ingestion import RECIPE, locked, reread
from chatapp.knowledge.models import Collection, Document

__all__ = ["delete", "move", "rename", "restorable", "restore"]

UNDO: Final = timedelta(minutes=10)
"""For how long a deletion can be undone."""


def rename(document: Document, title: str) -> None:
    """Its next versions keep this title."""
    with transaction.atomic():
        document = _locked(document)
        document.title, document.titled_by_hand = title, True
        document.save(update_fields=["title", "titled_by_hand"])
        _index(document)


def move(editor: User, document: Document, target: Collection) -> Document:
    """It is found where it is moved to from then on, by that collection's language. Raises Conflict.

    Its address is another one; the older one leads there.
    """
    with transaction.atomic():
        document = _locked(document, target)
        source = document.collection
        _unindex(document)
        document.collection = target
        _place(document)
        _index(document)
        target_name = f"{target.name} ({target.slug})"
        audit.record(editor, "document.moved", document.title, source=source.slug, to=target_name)
    return document


def delete(editor: User | None, document: Document) -> None:
    """Nobody finds or reads it from now on; a chore purges it after `PURGE_DAYS`. None: the server itself."""
    with transaction.atomic():
        document = _locked(document)
        _unindex(document)
        document.deleted_at = timezone.now()
        document.save(update_fields=["deleted_at"])
        audit.record(editor, "document.deleted", document.title, collection=document.collection.slug)


def restorable(collection: Collection) -> QuerySet[Document]:
    return collection.documents.filter(deleted_at__gt=timezone.now() - UNDO)


def restore(editor: User, document: Document) -> None:
    """Raises Conflict where another document has its name meanwhile."""
    with transaction.atomic():
        document = _locked(document)
        document.deleted_at = None
        _place(document)
        _index(document)
        audit.record(editor, "document.restored", document.title, collection=document.collection.slug)


def _place(document: Document) -> None:
    try:
        with transaction.atomic():
            document.save(update_fields=["collection", "deleted_at"])
    except IntegrityError as error:
        raise Conflict(f"There is another “{document.name}” in the collection.") from error


def _locked(document: Document, *others: Collection) -> Document:
    """As it is now, while nobody else changes its collection or those; always in one order."""
    for collection in sorted((document.collection, *others), key=lambda one: one.pk):
        locked(collection)
    there = Document.objects.select_related("collection").filter(
        pk=document.pk, collection=document.collection_id, version__gt=0
    )
    found = there.first()
    if found is None:
        raise NotFound
    return found


def _unindex(document: Document) -> None:
    postings.remove(document.collection, [document.pk])


def _index(document: Document) -> None:
    if document.deleted_at is None:
        passages.detect_languages(document.collection, [document])
        passages.replace(document.collection, [(document, reread(document).chunks())])
        Document.objects.filter(pk=document.pk).update(recipe=RECIPE, language=document.language)
