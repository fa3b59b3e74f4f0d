"""The open gaps of a collection, those that ask for the same together."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from chatapp.knowledge.gaps.likeness import groups
from chatapp.knowledge.models import Collection, Gap
from chatapp.knowledge.postings import LANGUAGE
from chatapp.knowledge.terms import words

__all__ = [
    "KEPT",
    "MONTH",
    "Asked",
    "answers",
    "asked_together",
    "forget",
    "gaps_to_answer",
    "open_gaps",
    "settle",
]

KEPT = timedelta(days=365)
"""A gap is forgotten after it."""
MONTH = timedelta(days=30)
MOST = 500
"""The newest ones that are looked at."""

_TERMS = f"""
WITH asked AS (
    SELECT place, tsvector_to_array(to_tsvector({LANGUAGE}, said)) AS terms
    FROM knowledge_collection, unnest(%(said)s::text[]) WITH ORDINALITY AS question (said, place)
    WHERE id = %(collection)s
)
SELECT place, asked.term, coalesce(holders, 0)
FROM (SELECT place, unnest(terms) AS term FROM asked) AS asked
LEFT JOIN knowledge_term AS kept ON kept.collection_id = %(collection)s AND kept.term = asked.term
"""  # noqa: S608  (of constants)


@dataclass(frozen=True, slots=True)
class Asked:
    """Gaps that ask for the same, the newest first; a question that a person asked again counts once."""

    gaps: Sequence[Gap]
    now: datetime

    @property
    def question(self) -> str:
        return self.gaps[0].question

    @property
    def latest(self) -> datetime:
        return self.gaps[0].asked_at

    @property
    def ids(self) -> str:
        return ",".join(str(gap.pk) for gap in self.gaps)

    @property
    def wordings(self) -> list[str]:
        """How else it was asked."""
        return [text for text in dict.fromkeys(gap.question for gap in self.gaps) if text != self.question]

    @property
    def count(self) -> int:
        return _asked(self.gaps)

    @property
    def recent(self) -> int:
        """Of the last month."""
        return _asked(gap for gap in self.gaps if gap.asked_at > self.now - MONTH)

    @property
    def trend(self) -> int:
        """How many more than in the month before."""
        before = self.now - MONTH
        return self.recent - _asked(gap for gap in self.gaps if before - MONTH < gap.asked_at <= before)

    @property
    def reasons(self) -> list[str]:
        told = (
            ("declined", "No source cited"),
            ("weak", "Nothing that fits"),
            ("disliked", "Thumb down"),
        )
        return [label for field, label in told if any(getattr(gap, field) for gap in self.gaps)]

    @property
    def askers(self) -> list[str]:
        """Those who agreed to be named."""
        return sorted({str(gap.asker) for gap in self.gaps if gap.named and gap.asker})


def open_gaps(collection: Collection) -> list[Gap]:
    """The newest first. Whose chat was deleted since is for the caller to leave out."""
    there = Gap.objects.filter(collection=collection, settled_at=None, asked_at__gt=timezone.now() - KEPT)
    return list(there.select_related("asker").order_by("-asked_at", "-pk")[:MOST])


def asked_together(collection: Collection, gaps: Sequence[Gap]) -> list[Asked]:
    """The most asked of the last month first, then the most asked, then the newest."""
    if not gaps:
        return []
    terms, weights = _terms(collection, [gap.question for gap in gaps])
    now = timezone.now()
    found = [Asked([gaps[place] for place in places], now) for places in groups(terms, weights)]
    return sorted(found, key=lambda one: (one.recent, one.count, one.latest), reverse=True)


def gaps_to_answer(collection: Collection, ids: Several[int]) -> list[Gap]:
    """Those of these that are open, the newest first."""
    return [gap for gap in open_gaps(collection) if gap.pk in ids]


def settle(collection: Collection, ids: Several[int]) -> int:
    """Nobody is asked to answer these any more. Returns how many there were."""
    there: QuerySet[Gap] = Gap.objects.filter(collection=collection, pk__in=ids, settled_at=None)
    return there.update(settled_at=timezone.now())


def answers() -> set[UUID]:
    """The turns of chats that left gaps."""
    found = Gap.objects.exclude(answer=None).values_list("answer", flat=True)
    return {answer for answer in found if answer}


def forget(gone: Several[UUID] = ()) -> None:
    """Removes what is too old, and what these answers left."""
    Gap.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
    Gap.objects.filter(answer__in=gone).delete()


def _asked(gaps: Iterable[Gap]) -> int:
    return len({(gap.asker_id, gap.question.casefold()) for gap in gaps})


def _terms(collection: Collection, questions: Sequence[str]) -> tuple[list[set[str]], dict[str, float]]:
    """The terms of each question, and what each weighs: the fewer passages have it, the more."""
    values: dict[str, Any] = {"said": [words(text) for text in questions], "collection": collection.pk}
    terms: list[set[str]] = [set() for _ in questions]
    weights: dict[str, float] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, values)
        for place, term, holders in cursor.fetchall():
            terms[place - 1].add(term)
            weights[term] = 1 + log((collection.passage_count + 1) / (holders + 1))
    return terms, weights
