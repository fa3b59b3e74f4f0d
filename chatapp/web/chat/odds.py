"""How likely the tokens of an answer were, for the map over its text; loaded when its owner asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from chatapp.completions.view.odds import Odds, odds_of
from chatapp.conversations.access import get_conversation
from chatapp.conversations.models import MessageLogprobs, Turn
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.wire.types.logprobs import Logprobs

# Places of a text that a browser colours at once.
MOST_TOKENS = 5_000


@signed_in
@require_GET
def odds(request: SignedInRequest, conversation_id: UUID, turn_id: UUID) -> HttpResponse:
    """`parts`: the tokens of each `message`, of its `field` (content or refusal); empty where the model told none."""
    found = get_conversation(request.user, conversation_id)
    turn = get_object_or_404(Turn, conversation=found, pk=turn_id)
    rows = MessageLogprobs.objects.filter(message__turn=turn, message__deleted_at=None).order_by("message_id")
    parts = [
        _described(row.message_id, one)
        for row in rows
        for one in odds_of(Logprobs(row.logprobs), MOST_TOKENS)
    ]
    return JsonResponse({"parts": parts})


def _described(message: UUID, odds: Odds) -> dict[str, Any]:
    tokens = [
        {
            "text": token.plain,
            "said": f"{token.text} {token.percent:.1f} %",
            "level": token.level,
            "others": token.others,
        }
        for token in odds.tokens
    ]
    return {"message": message, "field": odds.field, "tokens": tokens, "left_out": odds.left_out}
