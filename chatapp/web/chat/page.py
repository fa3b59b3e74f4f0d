"""The chat page: a new chat, or one of the person's conversations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from chatapp.accounts.models import User
from chatapp.assistants.access import default_assistant
from chatapp.conversations.access import get_conversation
from chatapp.conversations.listing import conversations_of
from chatapp.conversations.models import Conversation
from chatapp.providers.access import chat_models
from chatapp.tools.registry import built_in_registry
from chatapp.turns.calls.routing import default_model_id
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.chat.thread import thread_of


@ensure_csrf_cookie
@signed_in
@require_GET
def new_chat(request: SignedInRequest) -> HttpResponse:
    return render(request, "chat/page.html", {**_frame(request.user, None), "starters": _starters()})


@ensure_csrf_cookie
@signed_in
@require_GET
def conversation(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    found = get_conversation(request.user, conversation_id)
    context = {**_frame(request.user, found), "conversation": found, "thread": thread_of(found)}
    return render(request, "chat/page.html", context)


def _frame(user: User, conversation: Conversation | None) -> dict[str, Any]:
    """What stands around the messages: the sidebar, the models to choose from, the lines of tool calls."""
    models = [
        {"id": model.pk, "name": model.name, "label": str(model), "provider": model.provider.name}
        for model in chat_models()
    ]
    chosen = conversation.model_id if conversation else None
    if chosen not in {model["id"] for model in models}:
        chosen = default_model_id(user.pk)
    return {
        "listing": conversations_of(user),
        "models": models,
        "chosen_model": chosen,
        "tools": built_in_registry().lines,
    }


def _starters() -> list[str]:
    assistant = default_assistant()
    return assistant.starters if assistant else []
