"""Letting a collection follow a folder of the server: for admins, with a collection of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from chatapp.knowledge.access import get_owned
from chatapp.knowledge.errors import KnowledgeError
from chatapp.knowledge.sources import watched_folders
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in


@signed_in
@posted_from("collection_settings", "slug")
def watch(request: SignedInRequest, slug: str) -> HttpResponse:
    collection = get_owned(request.user, slug)
    try:
        watched_folders.watch(request.user, collection, request.POST.get("path", ""))
    except KnowledgeError as error:
        messages.error(request, str(error))
    return redirect("collection_settings", slug)


@signed_in
@posted_from("collection_settings", "slug")
def unwatch(request: SignedInRequest, slug: str) -> HttpResponse:
    watched_folders.unwatch(request.user, get_owned(request.user, slug))
    messages.success(request, "It is followed no more. What was read of it stays among the documents.")
    return redirect("collection_settings", slug)
