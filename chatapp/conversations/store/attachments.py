"""What the engine asks of the rows of attachments."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from chatapp.conversations.models import Attachment
from chatapp.files.models import Content
from chatapp.files.rows import CONTENTS


async def visible(
    connection: AsyncConnection, owner_id: int, attachments: Collection[UUID]
) -> dict[UUID, Attachment]:
    """Those of these that the person may see, as `attachments.access` says, with their contents."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_VISIBLE, {"ids": list(attachments), "owner": owner_id})
    return {row["id"]: _attachment(row) for row in await cursor.fetchall()}


def _attachment(row: dict[str, Any]) -> Attachment:
    content = Content(id=row.pop("content_id"), sha256=row.pop("sha256"), size=row.pop("size"))
    return Attachment(content=content, **row)


_VISIBLE = f"""
    SELECT a.id, a.name, a.media_type, a.width, a.height, a.text, a.collection_id, a.content_id,
        content.sha256, content.size
    FROM conversations_attachment a JOIN {CONTENTS} content ON content.id = a.content_id
    WHERE a.id = ANY(%(ids)s) AND (
        EXISTS (
            SELECT FROM conversations_attachment_messages link
            JOIN conversations_message m ON m.id = link.message_id AND m.deleted_at IS NULL
            JOIN conversations_conversation c ON c.id = m.conversation_id AND c.deleted_at IS NULL
            WHERE link.attachment_id = a.id AND c.owner_id = %(owner)s
        ) OR (
            a.owner_id = %(owner)s
            AND NOT EXISTS (SELECT FROM conversations_attachment_messages link WHERE link.attachment_id = a.id)
        )
    )
"""
