"""What editors do with a document: another title, new content, another collection, deletion."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from chatapp.accounts.errors import NotFound
from chatapp.files.errors import TooLarge
from chatapp.knowledge.access import get_editable, get_editable_document
from chatapp.knowledge.errors import Conflict
from chatapp.knowledge.intake.arrival import arrive
from chatapp.knowledge.keeping import documents as keeping
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.documents.forms import TitleForm


@signed_in
@posted_from("document", "collection", "slug")
def rename(request: SignedInRequest, collection: str, slug: str) -> HttpResponse:
    found = get_editable_document(request.user, collection, slug)
    form = TitleForm(request.POST)
    if form.is_valid():
        keeping.rename(found, form.cleaned_data["title"])
        messages.success(request, "The document is renamed.")
    else:
        messages.error(request, "A title has 1 to 300 characters.")
    return redirect(found)


@signed_in
@posted_from("document", "collection", "slug")
def replace(request: SignedInRequest, collection: str, slug: str) -> HttpResponse:
    found = get_editable_document(request.user, collection, slug)
    file = request.FILES.get("file")
    try:
        intake = file and arrive(request.user, found.collection, found.name, file.chunks(), found)
    except TooLarge as error:
        messages.error(request, str(error))
        return redirect(found)
    if not intake:
        messages.error(request, "This is the content that it has." if file else "Choose a file.")
        return redirect(found)
    messages.success(request, f"The next version of “{found}” is being read; this one is found until then.")
    return redirect(found.collection)


@signed_in
@posted_from("document", "collection", "slug")
def move(request: SignedInRequest, collection: str, slug: str) -> HttpResponse:
    found = get_editable_document(request.user, collection, slug)
    target = get_editable(request.user, request.POST.get("target", ""))
    try:
        found = keeping.move(request.user, found, target)
        messages.success(request, f"Moved to {target}.")
    except Conflict as error:
        messages.error(request, str(error))
    return redirect(found)


@signed_in
@posted_from("document", "collection", "slug")
def delete(request: SignedInRequest, collection: str, slug: str) -> HttpResponse:
    keeping.delete(request.user, get_editable_document(request.user, collection, slug))
    return redirect(f"{reverse('collection', args=[collection])}?deleted={slug}")


@signed_in
@posted_from("collection", "collection")
def restore(request: SignedInRequest, collection: str, slug: str) -> HttpResponse:
    found = keeping.restorable(get_editable(request.user, collection)).filter(slug=slug).first()
    if found is None:
        raise NotFound
    try:
        keeping.restore(request.user, found)
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("collection", collection)
