"""The pages of documents: all that one may read, and one of them, where citations lead."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chatapp.knowledge.access import collections_of, get_document
from chatapp.knowledge.chunking import shown
from chatapp.knowledge.outline import outline
from chatapp.web.accounts.decorators import SignedInRequest, signed_in


@signed_in
@require_GET
def documents(request: SignedInRequest) -> HttpResponse:
    collections = collections_of(request.user)
    return render(request, "documents/list.html", {"collections": collections, "section": "documents"})


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
