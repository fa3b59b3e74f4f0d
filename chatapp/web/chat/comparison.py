"""Two versions of a question or of an answer side by side: where their texts differ, who wrote them, what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chatapp.accounts.errors import NotFound
from chatapp.completions.turn_usage import TurnUsage, usage_of_turns
from chatapp.conversations.access import get_conversation
from chatapp.conversations.branches import entry_messages, given_results, siblings
from chatapp.conversations.models import Conversation, MessageRole, Turn
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.chat.difference import difference
from chatapp.web.chat.thread import plain_text


@dataclass(frozen=True)
class Version:
    """`turn` is null for a question, and `usage` for what was counted elsewhere."""

    entry: UUID
    text: str
    turn: Turn | None
    usage: TurnUsage | None


@signed_in
@require_GET
def comparison(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    """The versions `left` and `right`, which stand below the same message."""
    found = get_conversation(request.user, conversation_id)
    try:
        left, right = (UUID(request.GET.get(side, "")) for side in ("left", "right"))
    except ValueError:
        return HttpResponseBadRequest("“left” and “right” are the ids of two versions.")
    return render(request, "chat/versions/_comparison.html", _compared(found, left, right))


def _compared(conversation: Conversation, left: UUID, right: UUID) -> dict[str, Any]:
    entries = _beside(conversation, left)
    if right not in entries:
        raise NotFound
    one, other = (_version(conversation, entry) for entry in (left, right))
    pieces = difference(one.text, other.text)
    sides = zip(("left", "right"), (one, other), pieces, strict=True)
    return {
        "entries": entries,
        "sides": [{"name": name, "version": version, "pieces": shown} for name, version, shown in sides],
        "same": one.text == other.text,
    }


def _beside(conversation: Conversation, entry: UUID) -> list[UUID]:
    first = entry_messages(conversation, entry).first()
    if first is None:
        raise NotFound
    return siblings(conversation, {first.parent_id}).get(first.parent_id, [])


def _version(conversation: Conversation, entry: UUID) -> Version:
    messages = list(entry_messages(conversation, entry).select_related("turn"))
    shown = (messages and given_results(messages[0])) or [m for m in messages if m.role != MessageRole.TOOL]
    texts = [plain_text(message.body.get("content")) for message in shown]
    turn = next((message.turn for message in messages), None)
    return Version(
        entry=entry,
        text="\n\n".join(filter(None, texts)),
        turn=turn,
        usage=usage_of_turns([turn.pk]).get(turn.pk) if turn else None,
    )
