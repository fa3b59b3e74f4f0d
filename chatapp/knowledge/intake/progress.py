"""How far the files of a collection are: what its page shows while it waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from chatapp.accounts.errors import NotFound
from chatapp.knowledge.models import Collection, Intake, IntakeState

__all__ = ["Progress", "get_intake", "progress", "shown"]

MOST_SHOWN = 50
TOLD: Final = timedelta(hours=1)
"""For how long it is told what was left out of an archive."""

_ORDER = [
    IntakeState.READING,
    IntakeState.INDEXING,
    IntakeState.FAILED,
    IntakeState.READY,
    IntakeState.WAITING,
]


@dataclass(frozen=True, slots=True)
class Progress:
    """`pending`: not read yet. `documents`: what is there to read now."""

    pending: int
    failed: int
    documents: int


def progress(collection: Collection) -> Progress:
    counted = collection.intakes.aggregate(
        pending=Count("pk", filter=Q(state__in=IntakeState.open())),
        failed=Count("pk", filter=Q(state=IntakeState.FAILED)),
    )
    return Progress(**counted, documents=collection.documents.filter(deleted_at=None).count())


def shown(collection: Collection) -> QuerySet[Intake]:
    """The ones to show, at most: what is being read, what failed, what has something to tell, what waits."""
    told = Q(state=IntakeState.READY, changed_at__gt=timezone.now() - TOLD) & ~Q(reason="")
    rows = collection.intakes.filter(Q(state__in=[*IntakeState.open(), IntakeState.FAILED]) | told)
    places = [When(state=state, then=Value(place)) for place, state in enumerate(_ORDER)]
    return rows.order_by(Case(*places, output_field=IntegerField()), "pk")[:MOST_SHOWN]


def get_intake(collection: Collection, intake_id: int) -> Intake:
    found = collection.intakes.filter(pk=intake_id).first()
    if found is None:
        raise NotFound
    return found
