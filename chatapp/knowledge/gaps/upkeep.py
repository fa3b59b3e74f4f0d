"""Documents that an editor looks at: never cited, not confirmed for long, cited in answers that were bad."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from chatapp.knowledge.access import documents_of
from chatapp.knowledge.models import CitedDocument, Collection, Document

__all__ = ["answers_citing", "confirm", "disliked", "never_cited", "unconfirmed"]

_DAYS_OF_MONTH = 30.44
_NEW = timedelta(days=30)
"""A document that is not older had no time to be cited."""


def never_cited(collection: Collection) -> QuerySet[Document]:
    """Those that are older than a month, the oldest first."""
    cited = CitedDocument.objects.filter(document=OuterRef("pk"))
    old = documents_of(collection).filter(~Exists(cited), confirmed_at__lt=timezone.now() - _NEW)
    return old.defer("text").order_by("confirmed_at", "pk")


def unconfirmed(collection: Collection) -> QuerySet[Document]:
    """Those that nobody confirmed for as long as the collection says, the oldest first."""
    if not collection.confirm_months:
        return Document.objects.none()
    before = timezone.now() - timedelta(days=collection.confirm_months * _DAYS_OF_MONTH)
    return (
        documents_of(collection).filter(confirmed_at__lt=before).defer("text").order_by("confirmed_at", "pk")
    )


def disliked(collection: Collection) -> QuerySet[Document]:
    """Those that bad answers cite since they were last confirmed, with `bad`: how many; most first."""
    bad = Count("citations", filter=Q(citations__disliked=True, citations__cited_at__gt=F("confirmed_at")))
    return (
        documents_of(collection)
        .annotate(bad=bad)
        .filter(bad__gt=0)
        .defer("text")
        .order_by("-bad", "title", "pk")
    )


def answers_citing(collection: Collection) -> int:
    """Of the last month."""
    cited = CitedDocument.objects.filter(
        document__collection=collection, cited_at__gt=timezone.now() - timedelta(days=30)
    )
    return cited.values("answer").distinct().count()


def confirm(document: Document) -> None:
    """Somebody stands for what it says, from now on."""
    Document.objects.filter(pk=document.pk).update(confirmed_at=timezone.now())
