"""Verified answers: an editor answers a gap, changes the answer, withdraws it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chatapp.knowledge.access import get_editable, get_verified_answer
from chatapp.knowledge.gaps.listing import gaps_to_answer, settle
from chatapp.knowledge.keeping import documents, verified
from chatapp.knowledge.models import Collection, VerifiedAnswer
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.documents.forms import VerifiedAnswerForm
from chatapp.web.documents.gaps import gap_ids


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SignedInRequest, slug: str) -> HttpResponse:
    """`gaps` names those that it answers; they fill the form in."""
    found = get_editable(request.user, slug)
    gaps = gaps_to_answer(found, gap_ids(request.POST or request.GET))
    asked = list(dict.fromkeys(gap.question for gap in gaps))
    initial = {"question": asked[0][:300] if asked else "", "wordings": "\n".join(asked[1:])[:1500]}
    form = VerifiedAnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        verified.write(request.user, found, verified.Draft(**form.cleaned_data))
        settle(found, [gap.pk for gap in gaps])
        messages.success(request, "The answer is found first from now on.")
        return redirect("collection_gaps", slug)
    return _page(request, found, form, gaps=",".join(str(gap.pk) for gap in gaps))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, collection: str, slug: str) -> HttpResponse:
    found = get_verified_answer(request.user, collection, slug)
    initial = {
        "question": found.document.title,
        "wordings": found.wordings,
        "text": verified.text_of(found),
    }
    form = VerifiedAnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        verified.edit(request.user, found, verified.Draft(**form.cleaned_data))
        messages.success(request, "The answer is changed, and signed by you.")
        return redirect(found.document)
    return _page(request, found.document.collection, form, answer=found)


@signed_in
@posted_from("verified_answer", "collection", "slug")
def withdraw(request: SignedInRequest, collection: str, slug: str) -> HttpResponse:
    """Nobody finds it any more; the page of the gaps offers to undo it."""
    documents.delete(request.user, get_verified_answer(request.user, collection, slug).document)
    return redirect(f"{reverse('collection_gaps', args=[collection])}?deleted={slug}")


def _page(
    request: SignedInRequest,
    collection: Collection,
    form: VerifiedAnswerForm,
    *,
    answer: VerifiedAnswer | None = None,
    gaps: str = "",
) -> HttpResponse:
    context = {"collection": collection, "form": form, "answer": answer, "gaps": gaps, "section": "documents"}
    return render(request, "documents/gaps/verified.html", context, status=422 if form.errors else 200)
