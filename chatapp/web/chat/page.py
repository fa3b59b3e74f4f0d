"""The chat page: a new chat, or one of the person's conversations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from chatapp.accounts.models import User
from chatapp.accounts.team import content_access
from chatapp.assistants.access import default_assistant, get_assistant, offered, still_usable
from chatapp.assistants.models import Assistant
from chatapp.conversations.access import get_conversation
from chatapp.conversations.attachments.parts import MOST
from chatapp.conversations.keeping.folders import folders_of
from chatapp.conversations.listing import Shelf, conversations_of
from chatapp.conversations.models import Conversation
from chatapp.conversations.settings import parameters_of, see
from chatapp.providers.access import chat_models
from chatapp.providers.models import Model
from chatapp.tools.registry import built_in_registry
from chatapp.turns.calls.routing import default_model_id
from chatapp.usage.estimate import RATES
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.chat.feedback import reasons
from chatapp.web.chat.thread import thread_of
from chatapp.wire.json.jsontext import dumps_text

FRAGMENT = "X-Fragment"
MOST_OFFERED = 6
"""Assistants that an empty chat offers; the page of all of them has the others."""
MOST_PINNED = 100


# A spoken answer is a player of data.
_plays_data = csp_update({"media-src": ["data:"]})


@vary_on_headers(FRAGMENT)
@ensure_csrf_cookie
@_plays_data
@signed_in
@require_GET
def new_chat(request: SignedInRequest) -> HttpResponse:
    slug = request.GET.get("assistant")
    return _page(request, None, get_assistant(request.user, slug) if slug else None)


@vary_on_headers(FRAGMENT)
@ensure_csrf_cookie
@_plays_data
@signed_in
@require_GET
def conversation(request: SignedInRequest, conversation_id: UUID) -> HttpResponse:
    found = get_conversation(request.user, conversation_id)
    see(found)
    return _page(request, found, still_usable(request.user, found.assistant_id))


@signed_in
@require_GET
def models(request: SignedInRequest) -> HttpResponse:
    """The models that can be chosen now: an admin may have changed them since the page was served."""
    return JsonResponse({"models": _choices(request.user, chat_models())})


def _page(request: SignedInRequest, found: Conversation | None, assistant: Assistant | None) -> HttpResponse:
    """The whole page; with the header `X-Fragment` only what differs from one chat to the next."""
    models = chat_models()
    chat = {
        "conversation": found,
        "thread": found and thread_of(found),
        "assistant": assistant,
        "lost_assistant": bool(found and found.assistant_id and not assistant),
        "chosen_model": _chosen_model(request.user, found or assistant, models),
        "parameters": dumps_text(parameters_of(vars(found))) if found else "{}",
        "temporary": found.temporary if found else "temporary" in request.GET,
    }
    if FRAGMENT in request.headers:
        return render(request, "chat/_chat.html", chat)
    return render(request, "chat/page.html", {**chat, **_frame(request.user, models, assistant)})


def _chosen_model(user: User, found: Conversation | Assistant | None, models: list[Model]) -> int | None:
    """The conversation's own, or the assistant's, while it can be chosen; else what a new chat of this person has."""
    if found and found.model_id in {model.pk for model in models}:
        return found.model_id
    return default_model_id(user.pk)


def _frame(user: User, models: list[Model], assistant: Assistant | None) -> dict[str, Any]:
    """What every page of a chat has: the sidebar, the models to choose from, the lines of tool calls."""
    return {
        "listing": conversations_of(user),
        "pinned": conversations_of(user, limit=MOST_PINNED, shelf=Shelf.PINNED),
        "folders": folders_of(user),
        "models": _choices(user, models),
        "token_rates": dumps_text(RATES),
        "upload": {"bytes": settings.MAX_UPLOAD_BYTES, "files": MOST},
        "starters": _starters(assistant),
        "assistants": offered(user, MOST_OFFERED),
        "tools": built_in_registry().lines,
        "reasons": reasons(),
        "content_opened": content_access.unseen(user),
    }


def _choices(user: User, models: list[Model]) -> list[dict[str, Any]]:
    return [_choice(model, user) for model in models]


def _choice(model: Model, user: User) -> dict[str, Any]:
    """What the page knows of a model that can be chosen."""
    return {
        "id": model.pk,
        "name": model.name,
        "label": str(model),
        "provider": model.provider.name,
        "refuses": sorted(model.refused_parameters),
        "tools": model.tools,
        "page": reverse("admin:providers_model_change", args=[model.pk]) if user.is_admin else "",
        "vision": model.vision,
        "files": model.files,
        "audio": model.audio,
        "built_in": model.provider.built_in,
        "window": model.context_window,
    }


def _starters(chosen: Assistant | None) -> list[str]:
    assistant = chosen or default_assistant()
    return assistant.starters if assistant else []
