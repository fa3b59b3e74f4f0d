"""A person's calls of the API, the newest first; or all that is stored of them, also of their chats.

A call is one line, also where it took several attempts: the line shows its last attempt. A page costs the same
beside a million others: it looks at most `REACH` rows back, and where a filter finds too little among them its
cursor says from where to look on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, QuerySet

from chatapp.accounts.models import User
from chatapp.completions.listing.statements import CALLS, STORED
from chatapp.completions.models import Completion, StoredCompletion
from chatapp.conversations.cursor import Cursor
from chatapp.usage.models import Kind, SettledUsage
from chatapp.wire.json.jsontext import dumps_text

PAGE = 40
REACH = 50_000


@dataclass(frozen=True)
class Filters:
    """What the calls must be like; None: whatever. `model` is a name that was asked for, answered or served.

    Only with `stored` chats are among them.
    """

    model: str | None = None
    key_id: int | None = None
    status: str | None = None
    stored: bool | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Call:
    """One call: its last attempt with its ledger row, and the attempts before it."""

    completion: Completion
    usage: SettledUsage | None
    earlier: list[Completion]


@dataclass(frozen=True)
class CallPage:
    """`next` is null where there is nothing older."""

    calls: list[Call]
    next: Cursor | None

    @property
    def is_empty(self) -> bool:
        """Neither a call nor any further back."""
        return not self.calls and self.next is None


def calls_of(user: User, filters: Filters, after: Cursor | None = None, limit: int = PAGE) -> CallPage:
    rows, values = STORED if filters.stored else CALLS, _values(user, filters, after)
    found = _rows(rows.page, {**values, "limit": limit + 1})
    shown = found[:limit]
    following = [shown[-1]] if len(found) > limit else _rows(rows.end, values)
    return CallPage(_calls([key for _, key in shown]), Cursor(*following[0]) if following else None)


def has_stored(user: User) -> bool:
    """Is there anything for the list of what is stored?"""
    return StoredCompletion.objects.filter(user=user, deleted_at=None).exists()


def attempts_of(completion: Completion) -> list[Call]:
    """All attempts of the call that this one belongs to, in their order, each as if it were alone."""
    rows = Completion.objects.filter(pk=completion.pk)
    if completion.call is not None:
        rows = Completion.objects.filter(call=completion.call, user=completion.user_id)
    attempts = list(rows.order_by("attempt", "id"))
    usage = _ledger(attempts)
    return [Call(attempt, usage.get(attempt.pk), []) for attempt in attempts]


def calls_of_turn(turn_id: UUID) -> list[Call]:
    """All attempts of the completions of a chat's turn, in their order, each as if it were alone. Not of its title."""
    attempts = list(Completion.objects.filter(turn=turn_id, kind=Kind.CHAT).order_by("id"))
    usage = _ledger(attempts)
    return [Call(attempt, usage.get(attempt.pk), []) for attempt in attempts]


def _values(user: User, filters: Filters, after: Cursor | None) -> dict[str, Any]:
    return {
        "user": user.pk,
        "before": after and after.at,
        "before_id": after and after.id,
        "since": filters.since,
        "until": filters.until,
        "model": filters.model,
        "key": filters.key_id,
        "status": filters.status,
        "stored": filters.stored,
        "metadata": dumps_text(dict(filters.metadata)) if filters.metadata else None,
        "reach": REACH,
    }


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[datetime, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[datetime, UUID]] = cursor.fetchall()
    return found


def _calls(keys: list[UUID]) -> list[Call]:
    """The calls in the order of the keys of their last attempts."""
    last = _with_content(Completion.objects.filter(pk__in=keys)).in_bulk()
    ordered = [last[key] for key in keys if key in last]
    usage, earlier = _ledger(ordered), _earlier(ordered)
    return [Call(row, usage.get(row.pk), earlier[row.call]) for row in ordered]


def _with_content(rows: QuerySet[Completion]) -> QuerySet[Completion]:
    """With the stored one, but not its texts: they may be megabytes."""
    stored = StoredCompletion.objects.defer("request", "response")
    related = rows.select_related("api_key", "turn__conversation")
    return related.prefetch_related(Prefetch("stored", stored))


def _ledger(rows: Iterable[Completion]) -> dict[UUID | None, SettledUsage]:
    found = SettledUsage.objects.filter(completion_id__in=[row.pk for row in rows])
    return {record.completion_id: record for record in found}


def _earlier(rows: Iterable[Completion]) -> dict[UUID | None, list[Completion]]:
    calls = [row.call for row in rows if row.attempt > 1 and row.call is not None]
    found: dict[UUID | None, list[Completion]] = defaultdict(list)
    if not calls:
        return found
    last = {row.pk for row in rows}
    for attempt in Completion.objects.filter(call__in=calls).order_by("attempt"):
        if attempt.pk not in last:
            found[attempt.call].append(attempt)
    return found
