"""API activity: what a person's scripts asked, when, of whom, at what cost, and what was said where it is stored."""

from __future__ import annotations

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chatapp.accounts import links
from chatapp.completions.access import get_completion
from chatapp.completions.errors import TooLong
from chatapp.completions.listing.calls import attempts_of, calls_of, has_stored
from chatapp.completions.view.content import content_of, delete_content
from chatapp.completions.view.continuation import continue_as_chat
from chatapp.conversations.cursor import Cursor
from chatapp.providers.access import api_models
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.activity.forms import FilterForm
from chatapp.web.activity.stored_call import exhibit, file_of


@signed_in
@require_GET
def calls(request: SignedInRequest) -> HttpResponse:
    return _calls_page(request, "activity/list.html")


@signed_in
@require_GET
def older_calls(request: SignedInRequest) -> HttpResponse:
    """Rows of the list, below a cursor."""
    return _calls_page(request, "activity/_calls.html")


# The player of spoken answers reads its data from the page.
@csp_update({"media-src": ["data:"]})
@signed_in
@require_GET
def call(request: SignedInRequest, name: str) -> HttpResponse:
    found = get_completion(request.user, name)
    content = content_of(found)
    attempts = attempts_of(found)
    context = {
        "completion": found,
        "usage": next(attempt.usage for attempt in attempts if attempt.completion.pk == found.pk),
        "attempts": attempts,
        "keeping": content.keeping,
        "is_stored": content.is_stored,
        "exhibit": exhibit(content, links.api(request)),
        "section": "account",
    }
    return render(request, "activity/call.html", context)


@signed_in
@require_GET
def file(request: SignedInRequest, name: str, file: str) -> HttpResponse:
    return file_of(content_of(get_completion(request.user, name)), file, links.api(request))


@signed_in
@posted_from("activity_call", "name")
def chat(request: SignedInRequest, name: str) -> HttpResponse:
    found = get_completion(request.user, name)
    try:
        begun = continue_as_chat(request.user, found, content_of(found))
    except TooLong as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    return redirect("conversation", begun.pk)


@signed_in
@posted_from("activity_call", "name")
def deletion(request: SignedInRequest, name: str) -> HttpResponse:
    found = get_completion(request.user, name)
    if content_of(found).is_stored:
        delete_content(found)
        messages.success(request, "The stored content is deleted.")
    return redirect("activity_call", name)


def _calls_page(request: SignedInRequest, template: str) -> HttpResponse:
    form = FilterForm(request.GET, user=request.user)
    form.is_valid()
    try:
        after = Cursor.parse(request.GET["after"]) if "after" in request.GET else None
    except ValueError:
        return HttpResponseBadRequest("“after” is the cursor of a page before.")
    page = calls_of(request.user, form.filters, after)
    filtered = bool(form.changed_data)
    stored = has_stored(request.user)
    context = {
        "form": form,
        "page": page,
        "older": _older(request, page.next),
        "after": after,
        "filtered": filtered,
        "has_stored": stored,
        "may_filter": filtered or stored or not page.is_empty or after is not None,
        "models": api_models(),
        "section": "account",
    }
    return render(request, template, context)


def _older(request: HttpRequest, after: Cursor | None) -> str:
    """The query of the page below this one."""
    if after is None:
        return ""
    query = request.GET.copy()
    query["after"] = str(after)
    return query.urlencode()
