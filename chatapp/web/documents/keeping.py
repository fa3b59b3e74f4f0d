"""Making a collection, and its settings: editors describe it, its owner says who may."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from chatapp.accounts.access import share_candidates
from chatapp.knowledge.access import get_editable, get_owned
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection, WatchedFolder
from chatapp.knowledge.sources import watched_folders
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.documents.forms import CollectionForm, OwnerForm, ShareForm


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    form = CollectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(keeping.create(request.user, keeping.Description(**form.cleaned_data)))
    context = {"form": form, "section": "documents"}
    return render(
        request, "documents/collection/new_collection.html", context, status=422 if form.errors else 200
    )


@signed_in
@require_GET
def settings(request: SignedInRequest, slug: str) -> HttpResponse:
    return _settings_page(request, get_editable(request.user, slug))


@signed_in
@posted_from("collection_settings", "slug")
def describe(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_editable(request.user, slug)
    form = CollectionForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, found, form=form)
    language = found.language
    keeping.describe(found, keeping.Description(**form.cleaned_data))
    more = (
        ""
        if found.language == language
        else " Its documents are indexed anew; meanwhile they may not be found."
    )
    messages.success(request, f"Saved.{more}")
    return redirect("collection_settings", slug)


@signed_in
@posted_from("collection_settings", "slug")
def share(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_owned(request.user, slug)
    form = ShareForm(request.user, request.POST)
    if not form.is_valid():
        return _settings_page(request, found, share_form=form)
    holder, role = form.cleaned_data["holder"], form.cleaned_data["role"]
    keeping.share(request.user, found, holder, role)
    messages.success(request, f"{holder} {role.label.lower()} it now.")
    return redirect("collection_settings", slug)


@signed_in
@posted_from("collection_settings", "slug")
def unshare(request: SignedInRequest, slug: str, grant_id: int) -> HttpResponse:
    found = get_owned(request.user, slug)
    keeping.unshare(request.user, found, grant_id)
    return redirect("collection_settings", slug)


@signed_in
@posted_from("collection_settings", "slug")
def openness(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_owned(request.user, slug)
    keeping.open_to_all(request.user, found, opened=request.POST.get("open") == "1")
    return redirect("collection_settings", slug)


@signed_in
@posted_from("collection_settings", "slug")
def hand_over(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_owned(request.user, slug)
    form = OwnerForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, found, owner_form=form)
    keeping.hand_over(request.user, found, form.cleaned_data["person"])
    messages.success(request, f"{found.owner} owns it now; you may edit it.")
    return redirect("collection_settings", slug)


@signed_in
@posted_from("collection_settings", "slug")
def delete(request: SignedInRequest, slug: str) -> HttpResponse:
    keeping.delete(request.user, get_owned(request.user, slug))
    return redirect(f"{reverse('documents')}?deleted={slug}")


@signed_in
@posted_from("documents")
def restore(request: SignedInRequest, slug: str) -> HttpResponse:
    return redirect(keeping.restore(request.user, slug))


def _settings_page(
    request: SignedInRequest,
    found: Collection,
    form: CollectionForm | None = None,
    share_form: ShareForm | None = None,
    owner_form: OwnerForm | None = None,
) -> HttpResponse:
    refused = any(given is not None and given.errors for given in (form, share_form, owner_form))
    said = {"name": found.name, "description": found.description, "language": found.language}
    people, groups = share_candidates(request.user)
    context = {
        "collection": found,
        "form": form or CollectionForm(initial=said),
        "share_form": share_form or ShareForm(request.user),
        "owner_form": owner_form or OwnerForm(),
        "grants": found.grants.select_related("user", "group").order_by("-role", "id"),
        "is_owner": found.owner_id == request.user.pk,
        "people": people,
        "groups": groups,
        "watched": WatchedFolder.objects.filter(collection=found).first(),
        "folders": watched_folders.choices() if request.user.is_admin else [],
        "section": "documents",
    }
    return render(request, "documents/collection/settings.html", context, status=422 if refused else 200)
