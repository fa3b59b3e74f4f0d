"""The states of an intake: nobody else assigns one."""

from __future__ import annotations

from django.db import transaction

from chatapp.knowledge.models import Intake, IntakeState
from chatapp.knowledge.models.intake import TRANSITIONS

__all__ = ["COLLECTION_DELETED", "begin", "fail", "hold", "move", "reopen"]

MOST_ATTEMPTS = 10
COLLECTION_DELETED = "The collection was deleted meanwhile."
_SERVER_DIED = "The server stopped each time that it read this file. Save it in another format and try again."


def begin(intake_id: int) -> Intake | None:
    """The intake to read, from its start; None where there is nothing left to do."""
    with transaction.atomic():
        intake = _locked(intake_id)
        if intake is None or intake.state not in IntakeState.open():
            return None
        if intake.collection.deleted_at is not None:
            move(intake, IntakeState.FAILED, COLLECTION_DELETED)
            return None
        intake.attempts += 1
        if intake.attempts > MOST_ATTEMPTS:
            move(intake, IntakeState.FAILED, _SERVER_DIED)
            return None
        move(intake, IntakeState.READING)
    return intake


def hold(intake: Intake) -> bool:
    """Bring an intake that was begun up to date, and lock it for the caller's transaction.

    False where another job ended it, or it was taken back.
    """
    there = (
        Intake.objects.select_for_update()
        .filter(pk=intake.pk)
        .values_list("state", "attempts", "document_id")
    )
    for intake.state, intake.attempts, intake.document_id in there:
        return intake.state in (IntakeState.READING, IntakeState.INDEXING)
    return False


def fail(intake_id: int, reason: str) -> None:
    with transaction.atomic():
        intake = _locked(intake_id)
        if intake is not None and intake.state in (IntakeState.READING, IntakeState.INDEXING):
            move(intake, IntakeState.FAILED, reason)


def reopen(intake: Intake) -> bool:
    """Back to waiting, for another attempt; False where it did not fail."""
    with transaction.atomic():
        found = _locked(intake.pk)
        if found is None or found.state != IntakeState.FAILED:
            return False
        found.attempts = 0
        move(found, IntakeState.WAITING)
    return True


def move(intake: Intake, state: IntakeState, reason: str = "") -> None:
    """The row is locked by the caller's transaction."""
    if state not in TRANSITIONS[IntakeState(intake.state)]:
        raise ValueError(f"An intake that is {intake.state} cannot become {state.value}.")
    intake.state, intake.reason = state, reason
    intake.save(update_fields=["state", "reason", "attempts", "document", "changed_at"])


def _locked(intake_id: int) -> Intake | None:
    return (
        Intake.objects.select_for_update(of=("self",))
        .select_related("content", "collection")
        .filter(pk=intake_id)
        .first()
    )
