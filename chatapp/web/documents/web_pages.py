"""Web addresses whose content becomes documents of a collection. For its editors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from chatapp.fetching.errors import FetchError
from chatapp.knowledge.access import get_editable
from chatapp.knowledge.sources import web_pages as sources
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.documents.forms import WebPageForm


@signed_in
@posted_from("collection", "slug")
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    collection = get_editable(request.user, slug)
    form = WebPageForm(request.POST)
    try:
        if form.is_valid():
            sources.add(request.user, collection, form.cleaned_data["address"], form.cleaned_data["every"])
        else:
            messages.error(request, "Write a web address, such as https://example.org/handbook.")
    except FetchError as error:
        messages.error(request, str(error))
    return redirect("collection", slug)


@signed_in
@posted_from("collection", "slug")
def refetch(request: SignedInRequest, slug: str, page_id: int) -> HttpResponse:
    sources.refetch(sources.get_web_page(get_editable(request.user, slug), page_id))
    return redirect("collection", slug)


@signed_in
@posted_from("collection", "slug")
def remove(request: SignedInRequest, slug: str, page_id: int) -> HttpResponse:
    page = sources.get_web_page(get_editable(request.user, slug), page_id)
    sources.remove(request.user, page)
    messages.success(request, "It is fetched no more. What was read of it stays among the documents.")
    return redirect("collection", slug)
