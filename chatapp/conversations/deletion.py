"""Deleting a conversation, or a message with all that follows it, and taking that back until the purge."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chatapp.accounts.errors import NotFound
from chatapp.conversations.branches import choose, first_message, siblings
from chatapp.conversations.models import Conversation, Message, Turn
from chatapp.conversations.notify import announce
from chatapp.conversations.search.entries import STALE, forget, forget_messages
from chatapp.conversations.stopping import stop_below, stop_turns


@transaction.atomic
def delete(conversation: Conversation) -> None:
    """It answers "not there" at once; the turns that run in it are asked to stop."""
    Conversation.objects.filter(pk=conversation.pk).update(deleted_at=timezone.now())
    forget([conversation.pk])
    stop_turns(conversation.pk)
    announce(conversation.pk, conversation.owner_id)


@transaction.atomic
def restore(conversation: Conversation) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(deleted_at=None, indexed_at=None)
    announce(conversation.pk, conversation.owner_id)


@transaction.atomic
def delete_entry(conversation: Conversation, entry: UUID) -> None:
    """Another version is shown in its place, or else what is above it. What is being written there is stopped.

    Raises NotFound.
    """
    top = first_message(conversation, entry)
    if top is None:
        raise NotFound
    below = _below(top.pk)
    beside = siblings(conversation, [top.parent_id])[top.parent_id]
    Message.objects.filter(pk__in=below, deleted_at=None).update(deleted_at=timezone.now())
    forget_messages(below)
    stop_below(below)
    if conversation.active_leaf_id in below:
        _leave(conversation, entry, top.parent_id, beside)
    announce(conversation.pk, conversation.owner_id)


@transaction.atomic
def restore_entry(conversation: Conversation, entry: UUID) -> None:
    """The path runs through it again. Raises NotFound, also where what is above it has been deleted since."""
    top = first_message(conversation, entry, deleted=True)
    if top is None or (top.parent is not None and top.parent.deleted_at is not None):
        raise NotFound
    Message.objects.filter(pk__in=_below(top.pk), deleted_at=top.deleted_at).update(deleted_at=None)
    Conversation.objects.filter(pk=conversation.pk).update(indexed_at=STALE)
    choose(conversation, entry)


def living_turns(turns: Collection[UUID]) -> set[UUID]:
    """Those whose chat and whose question were not deleted; of a temporary chat nobody else learns."""
    there = Turn.objects.filter(pk__in=turns, conversation__deleted_at=None, parent__deleted_at=None)
    return set(there.filter(conversation__temporary=False).values_list("pk", flat=True))


def purged_turns(turns: Collection[UUID]) -> set[UUID]:
    """Those that are gone for good."""
    return set(turns) - set(Turn.objects.filter(pk__in=turns).values_list("pk", flat=True))


def _leave(conversation: Conversation, entry: UUID, above: UUID | None, beside: list[UUID]) -> None:
    at = beside.index(entry)
    others = beside[:at][-1:] or beside[at + 1 :]
    if others:
        choose(conversation, others[0])
    else:
        Conversation.objects.filter(pk=conversation.pk).update(active_leaf_id=above)


def _below(top: UUID) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"top": top})
        return {id for (id,) in cursor.fetchall()}


_BELOW = """
    WITH RECURSIVE below AS (
        SELECT %(top)s::uuid AS id
        UNION ALL
        SELECT m.id FROM below JOIN conversations_message m ON m.parent_id = below.id
    )
    SELECT id FROM below
"""
