"""The rows that the search reads. They are written after the fact, so that no answer waits for them."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DataError, connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Least

from chatapp.conversations.models import Conversation, Message, SearchEntry
from chatapp.conversations.models.conversation import UNINDEXED
from chatapp.wire.types.messages import Message as WireMessage
from chatapp.wire.types.parts import PartType

from .terms import TITLES, lexemes, quarter

logger = logging.getLogger(__name__)

__all__ = ["STALE", "catch_up", "forget", "forget_messages", "index_all"]

# A transaction of so many holds its locks for moments only.
BATCH = 100
# To the value of `indexed_at`: what changed at `updated_at` or since is looked at again.
STALE = Least(F("indexed_at"), F("updated_at") - timedelta(microseconds=1))
# Between two batches of a chore that has hours: what runs in the same process comes first.
_PAUSE_SECONDS = 0.05


def catch_up(owner_id: int, seconds: float) -> bool:
    """Index what this person's chats brought since the last time, the newest first, for about so long.

    Returns whether that was all.
    """
    end = time.monotonic() + seconds
    behind = list(_unindexed().filter(owner=owner_id).order_by("-updated_at")[:BATCH])
    for at, conversation in enumerate(behind, 1):
        _index(conversation)
        if time.monotonic() > end:
            return at == len(behind) < BATCH
    return len(behind) < BATCH


def index_all(seconds: float) -> int:
    """Index what nobody has searched for since it changed, the whole history after an update, for so long at most.

    Returns how many conversations.
    """
    indexed, end = 0, time.monotonic() + seconds
    while time.monotonic() < end and (found := list(_unindexed().order_by("owner", "-updated_at")[:BATCH])):
        for conversation in found:
            _index(conversation, _PAUSE_SECONDS)
        indexed += len(found)
    return indexed


def forget(conversations: Collection[UUID]) -> None:
    """They are deleted; `indexed_at` is to be null, should they come back."""
    SearchEntry.objects.filter(conversation__in=conversations).delete()


def forget_messages(messages: Collection[UUID]) -> None:
    SearchEntry.objects.filter(pk__in=messages).delete()


def _unindexed() -> QuerySet[Conversation]:
    return Conversation.objects.filter(UNINDEXED, temporary=False)


def _index(conversation: Conversation, pause: float = 0) -> None:
    try:
        after: UUID | None = None
        while batch := _changed(conversation, after):
            _write(conversation, batch)
            after = batch[-1]
            time.sleep(pause)
        title = lexemes(conversation.owner_id, TITLES, conversation.title)
        _upsert([(conversation.pk, conversation.pk, conversation.updated_at, title)])
    except DataError:
        # It would keep all that follow from being found.
        logger.exception("A chat cannot be found by all of its words: %s", conversation.pk)
    # Not where it has changed meanwhile: then it is looked at again.
    same = Conversation.objects.filter(
        pk=conversation.pk, updated_at=conversation.updated_at, title=conversation.title
    )
    same.update(indexed_at=conversation.updated_at)


def _changed(conversation: Conversation, after: UUID | None) -> list[UUID]:
    """Messages that have no entry, or whose turns ended since."""
    values = {
        "conversation": conversation.pk,
        "since": conversation.indexed_at,
        "after": after,
        "most": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, values)
        return [id for (id,) in cursor.fetchall()]


def _write(conversation: Conversation, ids: Sequence[UUID]) -> None:
    labels = _labels(ids)
    rows = []
    for message in Message.objects.filter(pk__in=ids):
        body = WireMessage(message.body)
        of_parts = ["has:file"] if any(part.type not in _WORDS for part in body.parts) else []
        # An import may bring messages that are older than the conversation which holds them.
        slice_ = quarter(max(message.created_at, conversation.created_at))
        named = dict.fromkeys([*of_parts, *labels.get(message.pk, ())])
        terms = lexemes(conversation.owner_id, slice_, body.text, named)
        rows.append((message.pk, conversation.pk, message.created_at, terms))
    _upsert(rows)


def _labels(ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The models that answered there, and whether they called tools."""
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, {"ids": list(ids)})
        found: dict[UUID, list[str]] = {}
        for id, model, tools in cursor.fetchall():
            name = model.lower()
            # As it is called at a gateway, and by its own name: `openai/gpt-5`.
            labels = [f"model:{name}", f"model:{name.rpartition('/')[2]}"] if name else []
            found.setdefault(id, []).extend(labels + ["has:tool"] * tools)
        return found


def _upsert(rows: Sequence[tuple[UUID, UUID, datetime, str]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_UPSERT, rows)


_WORDS = (PartType.TEXT, PartType.REFUSAL)
# Clocks of servers differ.
_CHANGED = """
    SELECT m.id FROM conversations_message m LEFT JOIN conversations_searchentry e ON e.id = m.id
    WHERE m.conversation_id = %(conversation)s AND m.deleted_at IS NULL AND m.role IN ('user', 'assistant')
        AND (%(after)s::uuid IS NULL OR m.id > %(after)s::uuid)
        AND (e.id IS NULL OR EXISTS (
            SELECT FROM conversations_turn t WHERE (t.id = m.turn_id OR t.parent_id = m.id)
                AND t.finished_at > %(since)s::timestamptz - interval '10 minutes'
        ))
    ORDER BY m.id LIMIT %(most)s
"""
_TURNS = """
    SELECT m.id, t.model_name, EXISTS (SELECT FROM conversations_toolcall WHERE turn_id = t.id)
    FROM conversations_message m JOIN conversations_turn t ON t.id = m.turn_id OR t.parent_id = m.id
    WHERE m.id = ANY(%(ids)s)
"""
_UPSERT = """
    INSERT INTO conversations_searchentry (id, conversation_id, at, terms) VALUES (%s, %s, %s, %s::tsvector)
    ON CONFLICT (id) DO UPDATE SET at = excluded.at, terms = excluded.terms
"""
