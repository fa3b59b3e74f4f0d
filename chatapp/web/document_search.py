"""The search page of the documents: for everybody, with or without a model."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chatapp.knowledge.access import collections_of
from chatapp.knowledge.results.found import DEPTH, Found, find
from chatapp.knowledge.retrieval import LONGEST_QUERY, Only
from chatapp.lines import one_line
from chatapp.web.accounts.decorators import SignedInRequest, signed_in

PASSAGES_ON_PAGE = 20
DOCUMENTS_ON_PAGE = 10
KIND_NAMES = {
    "pdf": "PDF",
    "text": "Word and other texts",
    "slides": "Presentations",
    "table": "Tables",
    "web": "Web pages",
    "mail": "E-mail",
    "plain": "Plain text",
}
SPANS = {"7": "Last 7 days", "30": "Last 30 days", "365": "Last 365 days"}
"""Days."""


@signed_in
@require_GET
def document_search(request: SignedInRequest) -> HttpResponse:
    query = one_line(request.GET.get("q", ""))[:LONGEST_QUERY]
    collection = request.GET.get("collection", "")
    by = "documents" if request.GET.get("by") == "documents" else "passages"
    context: dict[str, Any] = {
        "query": query,
        "chosen": collection,
        "by": by,
        "collections": collections_of(request.user),
        "section": "search",
        "kinds": KIND_NAMES,
        "kind": request.GET.get("kind", ""),
        "spans": SPANS,
        "changed": request.GET.get("changed", ""),
    }
    if query:
        found = find(request.user, query, collection=collection, only=_only(request))
        context |= _results(found, by, request.GET.get("page"))
    return render(request, "documents/search.html", context)


def _only(request: SignedInRequest) -> Only:
    kind, changed = request.GET.get("kind", ""), request.GET.get("changed", "")
    since = timezone.now() - timedelta(days=int(changed)) if changed in SPANS else None
    return Only((kind,) if kind in KIND_NAMES else (), since)


def _results(found: Found, by: str, number: str | None) -> dict[str, Any]:
    page: Page[Any]
    if by == "documents":
        page = Paginator(found.documents, DOCUMENTS_ON_PAGE).get_page(number)
        results: list[Any] = found.document_results(list(page))
    else:
        page = Paginator(found.hits, PASSAGES_ON_PAGE).get_page(number)
        results = found.passage_results(list(page))
    return {
        "page": page,
        "results": results,
        "likely": found.likely,
        "corrections": found.asked.corrections,
        "is_all": len(found.hits) < DEPTH,
    }
