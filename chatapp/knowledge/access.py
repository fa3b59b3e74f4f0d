"""The door to documents: what this person may read. Not there and not theirs are one `NotFound`."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.knowledge.models import Collection, Document

__all__ = ["collections_of", "get_document"]


def collections_of(user: User) -> QuerySet[Collection]:
    """The collections that this person may read, with their documents (without the texts)."""
    readable = Collection.objects.filter(built_in=True) if user.is_active else Collection.objects.none()
    return readable.prefetch_related(Prefetch("documents", Document.objects.defer("text")))


def get_document(user: User, collection: str, slug: str) -> Document:
    """The document at this address, with its collection. Raises NotFound."""
    documents = Document.objects.select_related("collection").filter(collection__in=collections_of(user))
    try:
        return documents.get(collection__slug=collection, slug=slug)
    except Document.DoesNotExist:
        raise NotFound(f"There is no document “{collection}/{slug}”.") from None
