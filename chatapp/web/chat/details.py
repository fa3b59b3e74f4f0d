"""The details of an answer: each attempt with its times, tokens and cost, and the request as it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from chatapp.accounts import links
from chatapp.accounts.models import User
from chatapp.assistants.access import default_assistant, still_usable
from chatapp.completions.listing.calls import Call, calls_of_turn
from chatapp.completions.view.blocks import pretty
from chatapp.completions.view.display_budget import LONGEST
from chatapp.conversations.access import get_conversation
from chatapp.conversations.active_path import path_to
from chatapp.conversations.models import Conversation, Message, MessageRole, Turn
from chatapp.turns.calls.hand_tools import names_of
from chatapp.turns.engine.context import seen
from chatapp.turns.engine.prompt import CONTINUE, answered, joined, sendable
from chatapp.turns.store.readable import messages_readable
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.accounts.replay_script import curl, python
from chatapp.wire.json.clean import clean_text


@dataclass(frozen=True)
class ShownAttempt:
    """`speed`: tokens per second from the first token to the last; None where that is not known."""

    call: Call
    speed: float | None


@dataclass(frozen=True)
class Sample:
    """`code` is None where it is too long for the page."""

    id: str
    title: str
    code: str | None


@signed_in
@require_GET
def details(request: SignedInRequest, conversation_id: UUID, turn_id: UUID) -> HttpResponse:
    found = get_conversation(request.user, conversation_id)
    turn = get_object_or_404(Turn, conversation=found, pk=turn_id)
    context = {
        "turn": turn,
        "attempts": [ShownAttempt(call, _speed(call)) for call in calls_of_turn(turn.pk)],
        "samples": _samples(turn, request_of(request.user, found, turn), links.api(request)),
    }
    return render(request, "chat/answers/_details.html", context)


def request_of(user: User, conversation: Conversation, turn: Turn) -> dict[str, Any]:
    """What the last completion of a turn was asked, of its rows. The instructions are the assistant's of today."""
    last = Message.objects.filter(turn=turn, role=MessageRole.ASSISTANT).order_by("-pk").first()
    above = turn.parent_id if last is None or last.parent_id is None else last.parent_id
    path = messages_readable(conversation, path_to(conversation, above))
    nodes = [(message.body, message.continues_id is not None) for message in path]
    messages = answered(joined(seen(nodes, turn.left_out)), names_of(turn.parameters))
    if last is not None and last.continues_id is not None:
        messages.append({"role": "user", "content": CONTINUE})
    assistant = still_usable(user, conversation.assistant_id) or default_assistant()
    if assistant and assistant.instructions:
        messages.insert(0, {"role": "system", "content": assistant.instructions})
    sent = [sendable(message) for message in messages]
    return {"model": turn.model_name, "messages": sent, **(turn.parameters or {}), "stream": True}


def _speed(call: Call) -> float | None:
    completion, usage = call.completion, call.usage
    took = _between(completion.first_token_at, completion.last_token_at)
    if usage is None or not took or not usage.completion_tokens:
        return None
    return usage.completion_tokens / took.total_seconds()


def _between(start: datetime | None, end: datetime | None) -> timedelta | None:
    return None if start is None or end is None else end - start


def _samples(turn: Turn, asked: dict[str, Any], base_url: str) -> list[Sample]:
    texts = {"The request": pretty(asked), "curl": curl(base_url, asked), "Python": python(base_url, asked)}
    return [
        Sample(f"sample-{number}-{turn.pk}", title, clean_text(code) if len(code) <= LONGEST else None)
        for number, (title, code) in enumerate(texts.items())
    ]
