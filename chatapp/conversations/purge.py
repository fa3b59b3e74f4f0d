"""Removes for good what was deleted long ago. The ledger's rows and the completions' figures stay."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from chatapp.conversations.models import Attachment, Conversation, Message, TurnStatus
from chatapp.conversations.search.entries import forget_messages
from chatapp.knowledge.sources import chat_files

# Few enough that a batch holds its locks for moments only.
BATCH = 50
# The page offers to take a deletion back for half as long, also where PURGE_DAYS is 0.
UNDO = timedelta(minutes=1)
# Any number that no other user of the same database takes for a lock of its own.
LOCK = 7_252_417_002


def purge() -> int:
    """Remove all conversations and messages deleted more than `PURGE_DAYS` ago; nothing while another process does it.

    Returns how many conversations.
    """
    before = timezone.now() - max(timedelta(days=settings.PURGE_DAYS), UNDO)
    removed = _purge(Q(deleted_at__lt=before))
    while _purge_messages(before):
        pass
    return removed


def purge_temporary() -> int:
    """Remove the temporary conversations that were deleted; no longer than a person can take it back they stay."""
    return _purge(Q(temporary=True, deleted_at__lt=timezone.now() - UNDO))


@transaction.atomic
def remove_attachments(attachments: QuerySet[Attachment]) -> int:
    """With what the search knows of them. Returns how many."""
    rows = dict(attachments.values_list("pk", "collection"))
    count, _ = Attachment.objects.filter(pk__in=rows).delete()
    chat_files.remove([id for id in rows.values() if id is not None])
    return count


def _purge(over: Q) -> int:
    removed = 0
    while count := _purge_batch(over):
        removed += count
    return removed


@transaction.atomic
def _purge_batch(over: Q) -> int:
    if not _alone():
        return 0
    deleted = Conversation.objects.filter(over).order_by("deleted_at")
    # A turn that is still to be stopped writes its end first. One that is being restored is not waited for.
    ended = deleted.exclude(turns__status__in=TurnStatus.open())
    batch = list(ended.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:BATCH])
    if not batch:
        # It is looked for every minute.
        return 0
    files = _attached_to(Message.objects.filter(conversation__in=batch))
    Conversation.objects.filter(pk__in=batch).delete()
    remove_attachments(files.filter(messages=None))
    return len(batch)


@transaction.atomic
def _purge_messages(before: datetime) -> int:
    """Those of one conversation, all at once: they hang on each other."""
    if not _alone():
        return 0
    deleted = Message.objects.filter(deleted_at__lt=before)
    ended = deleted.exclude(turns_from_here__status__in=TurnStatus.open())
    first = ended.order_by("deleted_at").first()
    if first is None:
        return 0
    of_one = deleted.filter(conversation=first.conversation_id)
    forget_messages(list(of_one.values_list("pk", flat=True)))
    files = _attached_to(of_one)
    count, _ = of_one.delete()
    remove_attachments(files.filter(messages=None))
    return count


def _attached_to(messages: QuerySet[Message]) -> QuerySet[Attachment]:
    """Asked now: the messages are about to go."""
    ids = list(Attachment.objects.filter(messages__in=messages).values_list("pk", flat=True))
    return Attachment.objects.filter(pk__in=ids)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
