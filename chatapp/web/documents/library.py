"""What one may read: the collections, one of them, and a document, where citations lead."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chatapp.knowledge.access import (
    collections_of,
    documents_of,
    editable_collections,
    get_collection,
    get_document,
)
from chatapp.knowledge.chunking import shown
from chatapp.knowledge.keeping.collections import restorable
from chatapp.knowledge.outline import outline
from chatapp.web.accounts.decorators import SignedInRequest, signed_in

PER_PAGE = 100


@signed_in
@require_GET
def documents(request: SignedInRequest) -> HttpResponse:
    collections = (
        collections_of(request.user)
        .select_related("owner")
        .annotate(size=Count("documents", filter=Q(documents__deleted_at=None)))
    )
    context = {
        "collections": collections.order_by("-built_in", "name", "id"),
        "deleted": restorable(request.user).filter(slug=request.GET.get("deleted", "")).first(),
        "section": "documents",
    }
    return render(request, "documents/list.html", context)


@signed_in
@require_GET
def collection(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_collection(request.user, slug)
    listed = documents_of(found).defer("text").order_by("title", "id")
    context = {
        "collection": found,
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "largest": settings.MAX_BODY_BYTES,
        "may_edit": editable_collections(request.user).filter(pk=found.pk).exists(),
        "section": "documents",
    }
    if request.GET.get("part") == "list":
        return render(request, "documents/_documents.html", context)
    return render(request, "documents/collection.html", context)


@signed_in
@require_GET
def document(request: SignedInRequest, collection: str, slug: str) -> HttpResponse:
    found = get_document(request.user, collection, slug)
    context = {
        "document": found,
        "text": shown(found.text),
        "outline": outline(found.text),
        "section": "documents",
    }
    return render(request, "documents/document.html", context)
