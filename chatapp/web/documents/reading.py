"""The page of a document, where citations lead: of today's version or an older one, and the file that it came from."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.conversations.attachments.access import get_attached_document
from chatapp.files.errors import Gone
from chatapp.files.serving import serve
from chatapp.knowledge.access import editable_collections, get_document
from chatapp.knowledge.chunking import Paged
from chatapp.knowledge.models import Document, OlderVersion, Passage
from chatapp.knowledge.outline import outline
from chatapp.knowledge.reading import in_pages
from chatapp.lines import one_line
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.documents.marking import Marked, ShownText, address_of_passage, marked, shown_texts

PAGES_AT_ONCE = 50
FOUND_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Version:
    """What is read. `older`: the row of it, where it is not the newest."""

    document: Document
    older: OlderVersion | None

    @property
    def held(self) -> Document | OlderVersion:
        return self.older or self.document


@dataclass(frozen=True, slots=True)
class Window:
    """What is shown at once. `before` and `after` are numbers of pages in the windows beside it."""

    texts: list[ShownText]
    before: int | None
    after: int | None


@signed_in
@require_GET
def document(request: SignedInRequest, collection: str, slug: str) -> HttpResponseBase:
    try:
        version = _version(request, collection, slug)
    except NotFound:
        return render(request, "documents/document/gone.html", {"section": "documents"}, status=404)
    found = version.document
    if found.collection.slug != collection:
        query = f"?{request.META['QUERY_STRING']}" if request.META["QUERY_STRING"] else ""
        return redirect(found.get_absolute_url() + query)
    text = version.held.text
    mark = marked(request.GET)
    may_edit = found.version and editable_collections(request.user).filter(pk=found.collection_id).exists()
    context = {
        "document": found,
        "older": version.older,
        "verified": getattr(found, "verified", None),
        "title": version.held.title,
        "window": _window(request, in_pages(text, version.held.pages or ()), mark),
        "quote": mark.quote,
        "outline": [] if version.held.pages else outline(text),
        "versions": found.older_versions.defer("text", "pages"),
        "query": (query := one_line(request.GET.get("q", ""))[:200]),
        "found": _found(found, query) if query else None,
        "may_edit": may_edit,
        "targets": editable_collections(request.user).exclude(pk=found.collection_id) if may_edit else None,
        "section": "documents",
    }
    return render(request, "documents/document/document.html", context)


@signed_in
@require_GET
def original(request: SignedInRequest, collection: str, slug: str) -> HttpResponseBase:
    """The file as it was brought."""
    version = _version(request, collection, slug)
    held = version.held
    if held.content is None:
        raise Http404
    name = version.document.name.rpartition("/")[2]
    try:
        return serve(request, held.content, name, held.media_type, download=True)
    except Gone as error:
        raise Http404 from error


def _version(request: SignedInRequest, collection: str, slug: str) -> Version:
    found = _document(request.user, collection, slug)
    number = request.GET.get("version", "")
    if not number.isdecimal() or len(number) > 9 or int(number) == found.version:
        return Version(found, None)
    older = found.older_versions.select_related("content").filter(number=int(number)).first()
    if older is None:
        raise Http404
    return Version(found, older)


def _found(document: Document, query: str) -> list[tuple[str, Passage]]:
    """Passages that hold these words, with the addresses at which they are marked."""
    passages = document.passages.filter(text__icontains=query)[:FOUND_AT_MOST]
    return [(address_of_passage(document, passage, query), passage) for passage in passages]


def _document(user: User, collection: str, slug: str) -> Document:
    """One of the team's, or what was read of a file in a chat."""
    try:
        return get_document(user, collection, slug)
    except NotFound:
        return get_attached_document(user, collection, slug)


def _window(request: SignedInRequest, pages: list[Paged], mark: Marked) -> Window:
    """Around the page that the address names; all of what has none."""
    wanted = request.GET.get("page", "")
    place = next((place for place, page in enumerate(pages) if str(page.number) == wanted), 0)
    start = place - place % PAGES_AT_ONCE
    end = start + PAGES_AT_ONCE
    before = pages[start - PAGES_AT_ONCE].number if start else None
    after = pages[end].number if end < len(pages) else None
    return Window(shown_texts(pages[start:end], mark), before, after)
