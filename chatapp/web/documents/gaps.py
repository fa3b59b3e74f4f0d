"""What the editors of a collection learn: questions without a good answer, and documents to look at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chatapp.conversations.deletion import living_turns
from chatapp.knowledge.access import get_editable, get_editable_document, verified_answers
from chatapp.knowledge.gaps import upkeep
from chatapp.knowledge.gaps.listing import Asked, asked_together, open_gaps, settle
from chatapp.knowledge.keeping.documents import restorable
from chatapp.knowledge.models import Collection
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.documents.forms import ConfirmationForm

SHOWN = 50
"""Of each list."""


@signed_in
@require_GET
def gaps(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_editable(request.user, slug)
    asked = questions_of(found)
    lists = {
        "bad": upkeep.disliked(found),
        "unconfirmed": upkeep.unconfirmed(found),
        "never_cited": upkeep.never_cited(found),
    }
    context = {
        "collection": found,
        "asked": asked[:SHOWN],
        "more": max(0, len(asked) - SHOWN),
        "form": ConfirmationForm(initial={"months": found.confirm_months}),
        "answers": verified_answers(found),
        "deleted": restorable(found).filter(slug=request.GET.get("deleted", "")).first(),
        "section": "documents",
        **{name: documents[:SHOWN] for name, documents in lists.items()},
        **{f"{name}_count": documents.count() for name, documents in lists.items()},
    }
    return render(request, "documents/gaps/gaps.html", context)


@signed_in
@posted_from("collection_gaps", "slug")
def set_aside(request: SignedInRequest, slug: str) -> HttpResponse:
    """Nobody wants to answer these questions."""
    found = get_editable(request.user, slug)
    settle(found, gap_ids(request.POST))
    return redirect("collection_gaps", slug)


@signed_in
@posted_from("collection_gaps", "collection")
def confirm(request: SignedInRequest, collection: str, slug: str) -> HttpResponse:
    upkeep.confirm(get_editable_document(request.user, collection, slug))
    return redirect("collection_gaps", collection)


@signed_in
@posted_from("collection_gaps", "slug")
def confirmation(request: SignedInRequest, slug: str) -> HttpResponse:
    """After how many months documents are to be confirmed."""
    found = get_editable(request.user, slug)
    form = ConfirmationForm(request.POST)
    if form.is_valid():
        Collection.objects.filter(pk=found.pk).update(confirm_months=form.cleaned_data["months"])
    else:
        messages.error(request, "Between 0 and 120 months; with 0 documents are never to be confirmed.")
    return redirect("collection_gaps", slug)


def gap_ids(form: QueryDict) -> list[int]:
    """Those that a form names; nonsense names none."""
    return [int(one) for one in form.get("gaps", "").split(",") if one.isdecimal() and len(one) < 18]


def questions_of(collection: Collection) -> list[Asked]:
    """Without the questions of chats that were deleted."""
    there = open_gaps(collection)
    living = living_turns([gap.answer for gap in there if gap.answer])
    return asked_together(collection, [gap for gap in there if gap.answer is None or gap.answer in living])
