"""Attachments over HTTP: one upload each, the file for who may see it, and the end of one that was not sent."""

from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from chatapp.accounts.errors import NotFound
from chatapp.conversations.attachments.access import get_attachment, get_draft
from chatapp.conversations.attachments.errors import Refused
from chatapp.conversations.attachments.names import clean_name
from chatapp.conversations.attachments.parts import part_of
from chatapp.conversations.attachments.taking import take, too_large
from chatapp.conversations.purge import remove_attachments
from chatapp.files.errors import Gone
from chatapp.files.serving import serve
from chatapp.files.store import CHUNK
from chatapp.web.accounts.decorators import SignedInRequest, asked_anew, signed_in


@signed_in
@require_POST
def upload(request: SignedInRequest) -> HttpResponse:
    """The body is the file, `name` in the address what it is called. Answers with the part that a message names it by.

    `notes` are sentences on what a model will not see of it. A refusal is 200 with a sentence in `error`.
    """
    name = clean_name(request.GET.get("name", ""))
    if int(request.headers.get("Content-Length") or 0) > settings.MAX_UPLOAD_BYTES:
        return JsonResponse({"error": str(too_large(name))}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        attachment = take(request.user, name, _chunks(request))
    except Refused as error:
        # Not as an error of HTTP: a browser would complain to its console of what the page says in words.
        return JsonResponse({"error": str(error)})
    return JsonResponse(
        {"part": part_of(attachment), "notes": attachment.notes, "readable": bool(attachment.text)},
        status=HTTPStatus.CREATED,
    )


def file(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    """GET is the file, with `download` to be saved; DELETE removes one that was not sent."""
    return (_remove if request.method == "DELETE" else _show)(request, attachment_id=attachment_id)


@signed_in
@require_http_methods(["DELETE"])
def _remove(request: SignedInRequest, attachment_id: UUID) -> HttpResponse:
    remove_attachments(get_draft(request.user, attachment_id))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@asked_anew
@require_http_methods(["GET", "HEAD"])
def _show(request: SignedInRequest, attachment_id: UUID) -> HttpResponseBase:
    found = get_attachment(request.user, attachment_id)
    try:
        return serve(request, found.content, found.name, found.media_type, download="download" in request.GET)
    except Gone as error:
        raise NotFound from error


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk
