"""Files for a collection, and how far they are. For its editors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, zip_longest
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from chatapp.files.errors import TooLarge
from chatapp.knowledge.access import get_editable
from chatapp.knowledge.intake.arrival import arrive, retry
from chatapp.knowledge.intake.progress import get_intake, progress, shown
from chatapp.knowledge.models import Intake, IntakeState
from chatapp.knowledge.sources.web_pages import web_pages_of
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in


@signed_in
@posted_from("collection", "slug")
def upload(request: SignedInRequest, slug: str) -> HttpResponse:
    """`files`, and a `path` for each that has folders. A script is answered with numbers."""
    collection = get_editable(request.user, slug)
    arrived = known = 0
    try:
        for name, file in _named(request):
            intake = arrive(request.user, collection, name, file.chunks())
            known += intake is None
            arrived += intake is not None
    except TooLarge as error:
        return _refused(request, slug, str(error), 413)
    if not arrived + known:
        return _refused(request, slug, "There was no file in it.", 400)
    if _is_script(request):
        return JsonResponse({"arrived": arrived, "known": known}, status=201)
    if known:
        messages.info(request, f"{known} of them were there already.")
    return redirect("collection", slug)


@signed_in
@require_GET
def intakes(request: SignedInRequest, slug: str) -> HttpResponse:
    collection = get_editable(request.user, slug)
    rows = [_row(intake) for intake in shown(collection)]
    state = asdict(progress(collection))
    state["pending"] += web_pages_of(collection).filter(fetched_at=None).count()
    return JsonResponse({**state, "rows": rows})


@signed_in
@posted_from("collection", "slug")
def try_again(request: SignedInRequest, slug: str, intake_id: int) -> HttpResponse:
    retry(get_intake(get_editable(request.user, slug), intake_id))
    return redirect("collection", slug)


@signed_in
@posted_from("collection", "slug")
def dismiss(request: SignedInRequest, slug: str, intake_id: int) -> HttpResponse:
    """What failed, or was told, is looked at no more."""
    intake = get_intake(get_editable(request.user, slug), intake_id)
    if intake.state in (IntakeState.FAILED, IntakeState.READY):
        intake.delete()
    return redirect("collection", slug)


def _named(request: SignedInRequest) -> Iterator[tuple[str, UploadedFile[Any]]]:
    files = list(chain.from_iterable(request.FILES.getlist(field) for field in ("files", "folder")))
    for path, file in zip_longest(request.POST.getlist("path")[: len(files)], files):
        yield path or file.name or "", file


def _refused(request: SignedInRequest, slug: str, sentence: str, status: int) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"error": sentence}, status=status)
    messages.error(request, sentence)
    return redirect("collection", slug)


def _is_script(request: SignedInRequest) -> bool:
    return request.headers.get("x-requested-with") == "fetch"


def _row(intake: Intake) -> dict[str, object]:
    return {
        "id": intake.pk,
        "name": intake.name,
        "state": intake.state,
        "label": intake.get_state_display(),
        "reason": intake.reason,
    }
