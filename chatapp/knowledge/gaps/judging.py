"""What the asker says of an answer, as far as the editors of what it cites learn of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from chatapp.accounts.models import User
from chatapp.knowledge.access import collections_of
from chatapp.knowledge.models import CitedDocument, Gap

__all__ = ["gaps_of_answer", "judge", "name_asker"]


@transaction.atomic
def judge(user: User, answer: UUID, question: str, *, disliked: bool) -> None:
    """A thumb down makes a gap of the question, in each collection that the answer cites; taken back, it is none."""
    cited = CitedDocument.objects.filter(answer=answer)
    cited.update(disliked=disliked)
    Gap.objects.filter(answer=answer).update(disliked=disliked)
    if not disliked:
        Gap.objects.filter(answer=answer, declined=False, weak=False).delete()
        return
    concerned = collections_of(user).filter(documents__citations__in=cited, built_in=False).distinct()
    said = Gap.as_kept(question)
    if said:
        gaps = [
            Gap(collection=one, answer=answer, asker=user, question=said, disliked=True) for one in concerned
        ]
        Gap.objects.bulk_create(gaps, ignore_conflicts=True)


def gaps_of_answer(user: User, answer: UUID) -> list[Gap]:
    """Those that this person's question made, in collections that they may still read."""
    own = Gap.objects.filter(asker=user, answer=answer, settled_at=None, collection__in=collections_of(user))
    return list(own.select_related("collection").order_by("collection__name", "pk"))


def name_asker(user: User, answer: UUID, *, named: bool) -> None:
    """Whether editors see who asked: only the asker says so."""
    Gap.objects.filter(asker=user, answer=answer).update(named=named)
