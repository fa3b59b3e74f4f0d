"""The collections that one may read, and one of them."""

from __future__ import annotations

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
)
from chatapp.knowledge.gaps.upkeep import answers_citing
from chatapp.knowledge.intake.arrival import largest_file
from chatapp.knowledge.keeping import documents as documents_keeping
from chatapp.knowledge.keeping.collections import restorable
from chatapp.knowledge.models import Collection, Document
from chatapp.knowledge.sources.web_pages import web_pages_of
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.documents.forms import WebPageForm
from chatapp.web.documents.gaps import questions_of

PER_PAGE = 100
ASKED = 5
"""Questions without a good answer; all are on the page of the gaps."""


@signed_in
@require_GET
def documents(request: SignedInRequest) -> HttpResponse:
    collections = (
        collections_of(request.user)
        .select_related("owner")
        .annotate(size=Count("documents", filter=Q(documents__deleted_at=None, documents__verified=None)))
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
    may_edit = editable_collections(request.user).filter(pk=found.pk).exists()
    context = {
        "collection": found,
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "deleted": _restorable(request, found) if may_edit else None,
        "largest": largest_file(),
        "may_edit": may_edit,
        "web_pages": web_pages_of(found) if may_edit else None,
        "fetching": web_pages_of(found).filter(fetched_at=None).count() if may_edit else 0,
        "web_page_form": WebPageForm(),
        "section": "documents",
    }
    if request.GET.get("part") == "list":
        return render(request, "documents/collection/_documents.html", context)
    told = _for_editors(found) if may_edit else {}
    return render(request, "documents/collection/collection.html", {**context, **told})


def _for_editors(found: Collection) -> dict[str, object]:
    """Who may, and what the readers asked."""
    asked = questions_of(found)
    return {
        "grants": found.grants.select_related("user", "group").order_by("-role", "id"),
        "asked": asked[:ASKED],
        "asked_count": len(asked),
        "answers_month": answers_citing(found),
    }


def _restorable(request: SignedInRequest, found: Collection) -> Document | None:
    """What was deleted a moment ago, and can be taken back."""
    return documents_keeping.restorable(found).filter(slug=request.GET.get("deleted", "")).first()
