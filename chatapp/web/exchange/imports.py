"""Importing one's conversations: the pieces of the file come in, then the page follows the report."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chatapp.exchange.errors import Unreadable
from chatapp.exchange.imports import uploading
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.import_worker import import_worker

_PLAIN = "text/plain; charset=utf-8"


@signed_in
@require_http_methods(["GET", "POST"])
def imports(request: SignedInRequest) -> HttpResponse:
    """GET: the reports, the newest first. POST begins an import of a file with a `name` and a `size`; the `Location`
    takes its pieces, each of `piece` bytes at most."""
    if request.method == "GET":
        return _reports(request)
    try:
        begun = uploading.begin(request.user, request.POST.get("name", ""), int(request.POST.get("size", "")))
    except ValueError:
        return HttpResponseBadRequest("“size” is the number of bytes.", content_type=_PLAIN)
    except Unreadable as error:
        return HttpResponseBadRequest(str(error), content_type=_PLAIN)
    response = JsonResponse({"piece": uploading.PIECE}, status=201)
    response.headers["Location"] = reverse("import_pieces", args=[begun.pk])
    return response


@signed_in
@require_http_methods(["POST"])
def pieces(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """The body is the piece of the file that begins at `offset`. The last one starts the import."""
    try:
        uploading.add(request.user, import_id, int(request.GET.get("offset", "")), request.body)
    except ValueError:
        return HttpResponseBadRequest(
            "“offset” is the number of bytes before this piece.", content_type=_PLAIN
        )
    except Unreadable as error:
        return HttpResponseBadRequest(str(error), content_type=_PLAIN)
    import_worker.wake()
    return HttpResponse(status=204)


def _reports(request: SignedInRequest) -> HttpResponse:
    """Asked while one runs: where its process is gone, another is started."""
    import_worker.wake()
    return render(request, "exchange/_reports.html", {"imports": uploading.imports_of(request.user)})
