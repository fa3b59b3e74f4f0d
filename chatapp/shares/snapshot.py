"""What a share shows: questions and answers as text, and pictures. What tools found or models thought is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from chatapp.accounts.errors import NotFound
from chatapp.conversations.active_path import path_ids
from chatapp.conversations.attachments.kinds import Kind, kind_of
from chatapp.conversations.models import Attachment, Message, MessageRole
from chatapp.shares.models import Share
from chatapp.wire.json.clean import clean_text
from chatapp.wire.types.messages import Message as Body

# Messages of one page.
PAGE: Final = 100
_SHOWN: Final = (MessageRole.USER, MessageRole.ASSISTANT)


@dataclass(frozen=True)
class Said:
    """`model` is the name of the model that answered, empty for a question and where it is not known.

    `pictures` were sent with a question, or came with an answer; other files are not shown.
    """

    asked: bool
    text: str
    model: str
    pictures: Sequence[Attachment] = ()

    @property
    def body(self) -> dict[str, Any]:
        """As a message of a conversation."""
        if self.asked:
            return {"role": MessageRole.USER.value, "content": [{"type": "text", "text": self.text}]}
        return {"role": MessageRole.ASSISTANT.value, "content": self.text}


@dataclass(frozen=True)
class Snapshot:
    """One page of a share; `next` is where the following begins, or null."""

    said: list[Said]
    next: int | None


def snapshot_of(share: Share, start: int = 0) -> Snapshot:
    ids = path_ids(share.conversation, share.leaf_id)
    end = start + PAGE
    return Snapshot(_shown(share, ids[start:end]), end if end < len(ids) else None)


def everything_of(share: Share) -> Iterator[Said]:
    ids = path_ids(share.conversation, share.leaf_id)
    for start in range(0, len(ids), PAGE):
        yield from _shown(share, ids[start : start + PAGE])


def picture_of(share: Share, attachment_id: UUID) -> Attachment:
    """A picture that the share shows. Raises NotFound."""
    ids = path_ids(share.conversation, share.leaf_id)
    sent = Attachment.objects.filter(pk=attachment_id, messages__in=ids, messages__deleted_at=None)
    found = sent.select_related("content").first()
    if found is None or not share.pictures or not _is_picture(found):
        raise NotFound
    return found


def _is_picture(attachment: Attachment) -> bool:
    return kind_of(attachment.media_type) is Kind.IMAGE


def _shown(share: Share, ids: list[UUID]) -> list[Said]:
    found = Message.objects.select_related("turn").prefetch_related("attachments").in_bulk(ids)
    said = [
        _said(found[id], pictures=share.pictures) for id in ids if id in found and found[id].role in _SHOWN
    ]
    return [each for each in said if each.text or each.pictures]


def _said(message: Message, *, pictures: bool) -> Said:
    body = Body(message.body)
    # A refusal may be a part of the content, or beside it.
    parts = "\n\n".join(part.text for part in body.parts if part.text)
    model = message.turn.model_name if message.turn else ""
    sent = [each for each in message.attachments.all() if _is_picture(each)] if pictures else []
    return Said(message.role == MessageRole.USER, clean_text(parts or body.refusal or ""), model, sent)
