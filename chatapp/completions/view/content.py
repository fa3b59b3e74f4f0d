"""What was said in a completion: whether it is kept, and its texts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from chatapp.completions.models import Completion, CompletionStatus, StoredCompletion
from chatapp.completions.stored.operations import DELETE


class Keeping(StrEnum):
    KEPT = "kept"
    IN_CHAT = "in_chat"
    DELETED = "deleted"
    RUNNING = "running"
    BROKEN_OFF = "broken_off"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Content:
    """Both JSON texts, to the byte, where the completion is kept as what its script sent and got; else null."""

    keeping: Keeping
    request: str | None = None
    response: str | None = None
    # Is there something to delete: its own, or a place in the list for a chat's?
    is_stored: bool = False


def content_of(completion: Completion) -> Content:
    stored = StoredCompletion.objects.filter(completion=completion)
    texts = stored.values_list(
        "deleted_at", Cast("request", TextField()), Cast("response", TextField())
    ).first()
    if texts is None:
        return Content(_why_not(completion))
    deleted_at, request, response = texts
    if deleted_at is not None:
        return Content(Keeping.DELETED)
    kept = request is not None and response is not None
    return Content(Keeping.KEPT if kept else Keeping.IN_CHAT, request, response, is_stored=True)


@transaction.atomic
def delete_content(completion: Completion) -> None:
    """For good. What is left is the place in the list, so that a page after this one can still be asked for."""
    kept = StoredCompletion.objects.select_for_update().filter(completion=completion, deleted_at=None).first()
    if kept is not None:
        with connection.cursor() as cursor:
            cursor.execute(DELETE, {"id": kept.pk})


def _why_not(completion: Completion) -> Keeping:
    if completion.turn_id is not None:
        return Keeping.IN_CHAT
    if not completion.store:
        return Keeping.NOT_ASKED
    return Keeping.RUNNING if completion.status == CompletionStatus.RUNNING else Keeping.BROKEN_OFF
