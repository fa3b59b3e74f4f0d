"""The search: the messages and titles of one person that a query finds, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Message, MessageRole
from chatapp.wire.json.jsontext import dumps_text
from chatapp.wire.types.messages import Message as WireMessage

from .entries import catch_up
from .query import Query
from .snippet import Piece, excerpt, marked
from .terms import TITLES, quarter

__all__ = ["MOST", "Chat", "Hit", "Results", "search"]

MOST = 200
"""Matches that are looked at and counted, from the newest back; of more the best are among these."""
ARCHIVE = "archive"
"""The name by which `in:` finds what is archived."""
_MOST_TITLES = 50
_SHOWN_CHATS = 20
_SHOWN_IN_A_CHAT = 3
_LISTED_CHATS = 100
# What a key press waits for; who asks again finds more.
_CATCH_UP_SECONDS = 0.05


@dataclass(frozen=True)
class Hit:
    """A message that was found."""

    id: UUID
    is_question: bool
    at: datetime
    excerpt: list[Piece]


@dataclass(frozen=True)
class Chat:
    """A conversation with what was found in it, the best first; `more` hits are not shown. No hits: only its title."""

    id: UUID
    title: list[Piece]
    at: datetime
    hits: list[Hit]
    more: int


@dataclass(frozen=True)
class Results:
    """`messages` and `conversations` count all that was found; `more`: there are others beyond `MOST`.

    Not `whole`: some of what the person has is not indexed yet.
    """

    chats: list[Chat]
    messages: int
    conversations: int
    more: bool
    whole: bool


def search(user: User, query: Query) -> Results:
    """Of this person's own conversations, without those that are deleted."""
    if query.of_shelves and not query.of_messages:
        return _listed(user, query)
    whole = catch_up(user.pk, _CATCH_UP_SECONDS)
    rows = _found(user, query) if query else []
    by_chat: dict[UUID, list[_Row]] = {}
    for row in rows:
        by_chat.setdefault(row.conversation, []).append(row)
    shown = dict(list(by_chat.items())[:_SHOWN_CHATS])
    asked = [*query.words, *(word for phrase in query.phrases for word in phrase)]
    bodies = _bodies(shown.values())
    chats = [_chat(found, bodies, asked) for found in shown.values()]
    return Results(
        chats, sum(not row.is_title for row in rows), len(by_chat), more=len(rows) >= MOST, whole=whole
    )


def _listed(user: User, query: Query) -> Results:
    """The conversations themselves, the latest first."""
    kept = _kept(user, query)
    if query.before:
        kept = kept.filter(updated_at__lt=query.before)
    if query.after:
        kept = kept.filter(updated_at__gte=query.after)
    rows = list(kept.order_by("-updated_at", "-id")[: MOST + 1])
    chats = [Chat(row.pk, marked(str(row), ()), row.updated_at, [], 0) for row in rows[:_LISTED_CHATS]]
    return Results(chats, 0, len(rows[:MOST]), more=len(rows) > MOST, whole=True)


@dataclass(frozen=True)
class _Row:
    id: UUID
    conversation: UUID
    title: str
    is_title: bool
    is_question: bool
    at: datetime


def _found(user: User, query: Query) -> list[_Row]:
    stems = _stems(query.words)
    slices = _slices(user, query)
    values: dict[str, Any] = {
        "owner": user.pk,
        "queries": dumps_text([query.of(user.pk, slice_, stems) for slice_ in slices]),
        "before": query.before,
        "after": query.after,
        "within": list(_kept(user, query).values_list("pk", flat=True)) if query.of_shelves else None,
        "limits": [_MOST_TITLES if slice_ == TITLES else MOST for slice_ in slices],
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, values)
        return [_Row(*row) for row in cursor.fetchall()]


def _slices(user: User, query: Query) -> list[int]:
    """Those that can hold something, the newest first. Titles have neither models nor tools."""
    first = (
        Conversation.objects.filter(owner=user)
        .order_by("created_at")
        .values_list("created_at", flat=True)
        .first()
    )
    if first is None:
        return []
    now = timezone.now()
    # What another clock calls tomorrow may be of the next quarter.
    newest = quarter(min(query.before, now) if query.before else now) + 1
    oldest = quarter(max(query.after, first) if query.after else first)
    quarters = list(range(max(newest, oldest), oldest - 1, -1))
    return quarters if query.labels else [TITLES, *quarters]


def _kept(user: User, query: Query) -> QuerySet[Conversation]:
    """The conversations in the folders whose names begin so, or in the archive, with tags that begin so."""
    mine = Conversation.objects.filter(owner=user, deleted_at=None, temporary=False)
    if query.folder is not None and query.folder.lower() == ARCHIVE:
        mine = mine.filter(archived_at__isnull=False)
    elif query.folder is not None:
        mine = mine.filter(folder__owner=user, folder__name__istartswith=query.folder)
    for tag in query.tags:
        begins = RawSQL(_TAGGED, (tag,), output_field=BooleanField())  # noqa: S611 (constant)
        mine = mine.exclude(tags=[]).filter(begins)
    return mine


def _stems(words: Sequence[str]) -> list[str]:
    """How the English words begin that differ in their endings only; other words as they are."""
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, {"words": dumps_text(list(words))})
        return [stem for (stem,) in cursor.fetchall()]


def _bodies(found: Any) -> dict[UUID, str]:
    ids = [row.id for rows in found for row in _shown(rows)]
    return {message.pk: WireMessage(message.body).text for message in Message.objects.filter(pk__in=ids)}


def _shown(rows: Sequence[_Row]) -> list[_Row]:
    return [row for row in rows if not row.is_title][:_SHOWN_IN_A_CHAT]


def _chat(rows: Sequence[_Row], bodies: dict[UUID, str], asked: Sequence[str]) -> Chat:
    hits = [
        Hit(row.id, row.is_question, row.at, excerpt(bodies.get(row.id, ""), asked)) for row in _shown(rows)
    ]
    messages = sum(not row.is_title for row in rows)
    first = rows[0]
    return Chat(
        first.conversation,
        marked(first.title or "New chat", asked),
        max(row.at for row in rows),
        hits,
        messages - len(hits),
    )


_TAGGED = "EXISTS (SELECT FROM unnest(conversations_conversation.tags) tag WHERE starts_with(tag, %s))"
_STEMS = """
    SELECT coalesce((ts_lexize('english_stem', word))[1], word)
    FROM json_array_elements_text(%(words)s::json) WITH ORDINALITY AS asked (word, n) ORDER BY n
"""
# Slice by slice, so that a word which one person wrote a hundred thousand times costs no more than a rare one: what the
# newest slices hold is enough. Of each only ids are sorted. `OFFSET 0`: what is joined is a few hundred rows by their
# keys, whatever the planner thinks of tables that it has not looked at yet.
_SEARCH = f"""
WITH found AS MATERIALIZED (
    SELECT hit.*, slice.query
    FROM ROWS FROM (json_array_elements_text(%(queries)s::json), unnest(%(limits)s::int[]))
    WITH ORDINALITY AS slice (query, most, n)
    CROSS JOIN LATERAL (
        SELECT e.id, e.conversation_id, e.at FROM conversations_searchentry e
        WHERE e.terms @@ slice.query::tsquery
            AND (%(before)s::timestamptz IS NULL OR e.at < %(before)s::timestamptz)
            AND (%(after)s::timestamptz IS NULL OR e.at >= %(after)s::timestamptz)
            AND (%(within)s::uuid[] IS NULL OR e.conversation_id = ANY(%(within)s::uuid[]))
        ORDER BY e.at DESC LIMIT slice.most
    ) hit
    LIMIT %(most)s
)
SELECT found.id, found.conversation_id, c.title, found.id = found.conversation_id, m.role = '{MessageRole.USER}',
    found.at
FROM found
CROSS JOIN LATERAL (
    SELECT ts_rank(e.terms, found.query::tsquery, 1) AS rank FROM conversations_searchentry e
    WHERE e.id = found.id OFFSET 0
) entry
CROSS JOIN LATERAL (
    SELECT title FROM conversations_conversation
    WHERE id = found.conversation_id AND owner_id = %(owner)s AND deleted_at IS NULL OFFSET 0
) c
LEFT JOIN LATERAL (
    SELECT id, role FROM conversations_message WHERE id = found.id AND deleted_at IS NULL OFFSET 0
) m ON true
WHERE found.id = found.conversation_id OR m.id IS NOT NULL
ORDER BY entry.rank * CASE WHEN found.id = found.conversation_id THEN 4 ELSE 1 END
    / (1 + extract(epoch FROM now() - found.at) / 15552000) DESC, found.at DESC, found.id
"""
