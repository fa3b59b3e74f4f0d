"""What an export is of: a person's conversations, read in pages, so that however many there are a few are held.

No statement spans two pages: whoever takes the bytes slowly holds no connection to the database meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models import Model as Row

from chatapp.accounts.models import User
from chatapp.conversations.active_path import path_ids
from chatapp.conversations.models import Attachment, Conversation, Message, ToolCall, Turn, TurnStatus
from chatapp.turns.store.readable import messages_readable, readable_by

_CONVERSATIONS: Final = 100
# Of messages, each of which may be megabytes.
_MESSAGES: Final = 50
_TURNS: Final = 500

_Row = TypeVar("_Row", bound=Row)


def conversations_of(user: User) -> Iterator[Conversation]:
    """All that are neither deleted nor temporary, in the order in which they were begun."""
    mine = Conversation.objects.filter(owner=user, deleted_at=None, temporary=False)
    return _paged(mine.select_related("model__provider", "assistant", "folder"), _CONVERSATIONS)


def messages_of(conversation: Conversation) -> Iterator[Message]:
    """The whole tree without what is deleted; beside each other stand the older ones first."""
    for page in _pages(Message.objects.filter(conversation=conversation, deleted_at=None), _MESSAGES):
        yield from messages_readable(conversation, page)


def turns_of(conversation: Conversation) -> Iterator[Turn]:
    """Those that have ended: what is being written is no part of an export yet."""
    ended = Turn.objects.filter(conversation=conversation, parent__deleted_at=None)
    return _paged(ended.exclude(status__in=TurnStatus.open()), _TURNS)


def tool_calls_of(conversation: Conversation) -> Iterator[ToolCall]:
    kept = ToolCall.objects.filter(message__conversation=conversation, message__deleted_at=None)
    for page in _pages(kept, _MESSAGES):
        yield from _calls_as_readable(conversation, page)


def files_of(conversation: Conversation) -> Iterator[Attachment]:
    """What is attached to its messages, each once."""
    sent = Message.objects.filter(attachments=OuterRef("pk"), conversation=conversation, deleted_at=None)
    return _paged(Attachment.objects.filter(Exists(sent)).select_related("content"), _MESSAGES)


def have_files(user: User, conversation: Conversation | None = None) -> bool:
    """Whether something is attached in this conversation, or in any that an export of all has."""
    sent = Message.objects.filter(attachments__isnull=False, deleted_at=None)
    if conversation is not None:
        return sent.filter(conversation=conversation).exists()
    return sent.filter(
        conversation__owner=user, conversation__deleted_at=None, conversation__temporary=False
    ).exists()


def path_of(conversation: Conversation) -> Iterator[Message]:
    """The messages of the branch that is shown, in reading order, each with its turn."""
    ids = path_ids(conversation)
    for start in range(0, len(ids), _MESSAGES):
        yield from messages_readable(conversation, _in_order(ids[start : start + _MESSAGES]))


def _in_order(ids: Sequence[UUID]) -> list[Message]:
    found = Message.objects.select_related("turn").in_bulk(list(ids))
    # What was deleted meanwhile is gone from all that follows.
    return [found[id] for id in ids if id in found]


def _calls_as_readable(conversation: Conversation, calls: list[ToolCall]) -> list[ToolCall]:
    """Without what is in documents that the owner may not read any more."""
    asked = readable_by(conversation.owner, map(_asked, calls))
    found = readable_by(conversation.owner, map(_found, calls))
    for call, question, result in zip(calls, asked, found, strict=True):
        call.arguments = question["tool_calls"][0]["function"]["arguments"]
        call.result = result["content"]
    return calls


def _asked(call: ToolCall) -> dict[str, Any]:
    return {"role": "assistant", "tool_calls": [{"function": {"arguments": call.arguments}}]}


def _found(call: ToolCall) -> dict[str, Any]:
    return {"role": "tool", "content": call.result}


def _paged(rows: QuerySet[_Row], size: int) -> Iterator[_Row]:
    return chain.from_iterable(_pages(rows, size))


def _pages(rows: QuerySet[_Row], size: int) -> Iterator[list[_Row]]:
    page = list(rows.order_by("pk")[:size])
    while page:
        yield page
        page = list(rows.filter(pk__gt=page[-1].pk).order_by("pk")[:size]) if len(page) == size else []
