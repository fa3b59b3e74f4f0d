"""The product's own format: `docs/export-format.md` describes it. What is written here is what `readers.own` reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from chatapp.conversations.models import Attachment, Conversation, Message, ToolCall, Turn
from chatapp.exchange.file_names import file_name

FORMAT: Final = "chatapp-conversations"
VERSION: Final = 1
# Columns whose values are in the file as they are.
CONVERSATION: Final = ("title", "title_source", "preview", "store", "parameters", "metadata", "tags")
MESSAGE: Final = ("role", "body", "reasoning_ms")
TURN: Final = (
    "status", "provider_name", "model_name", "parameters", "error", "finish_reason", "prompt_tokens",
    "completion_tokens", "usage_estimated",
)  # fmt: skip
TOOL_CALL: Final = ("call_id", "type", "name", "arguments", "status", "result")


def conversation(row: Conversation) -> dict[str, Any]:
    """Without its lists: `messages`, `turns`, `tool_calls` and `files`."""
    model = row.model
    return {
        "id": str(row.pk),
        **_columns(row, CONVERSATION),
        "model": model and {"provider": model.provider.slug, "name": model.name},
        "assistant": row.assistant and row.assistant.name,
        "folder": row.folder and row.folder.name,
        "active_leaf": _id(row.active_leaf_id),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
        "pinned_at": moment(row.pinned_at),
        "archived_at": moment(row.archived_at),
    }


def message(row: Message) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "parent": _id(row.parent_id),
        "turn": _id(row.turn_id),
        "continues": _id(row.continues_id),
        **_columns(row, MESSAGE),
        "created_at": moment(row.created_at),
    }


def turn(row: Turn) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "parent": str(row.parent_id),
        **_columns(row, TURN),
        "created_at": moment(row.created_at),
        "first_token_at": moment(row.first_token_at),
        "finished_at": moment(row.finished_at),
    }


def tool_call(row: ToolCall) -> dict[str, Any]:
    return {
        "message": str(row.message_id),
        "turn": str(row.turn_id),
        **_columns(row, TOOL_CALL),
        "started_at": moment(row.started_at),
        "finished_at": moment(row.finished_at),
    }


def file(row: Attachment) -> dict[str, Any]:
    return {"id": str(row.pk), "name": row.name, "media_type": row.media_type, "path": place_of(row)}


def place_of(row: Attachment) -> str:
    """The path of its bytes in a zip."""
    return f"files/{row.pk}/{file_name(row.name)}"


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the microsecond."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _columns(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _id(value: object | None) -> str | None:
    return None if value is None else str(value)
