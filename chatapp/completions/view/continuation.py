"""From a call of a script to a chat: what was said goes on there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User
from chatapp.completions.errors import TooLong
from chatapp.completions.models import Completion
from chatapp.completions.view.content import Content
from chatapp.conversations.creation import begin_with
from chatapp.conversations.models import Conversation, Message, Turn, TurnStatus
from chatapp.providers.access import chat_models
from chatapp.usage.models import SettledUsage
from chatapp.wire.json.jsontext import loads
from chatapp.wire.request.chat import Request
from chatapp.wire.types.completion import Completion as Answer
from chatapp.wire.types.messages import Message as WireMessage

# Characters. A browser that draws more as a chat does not answer for minutes.
LONGEST = 500_000


def why_not(request: Request, response: Answer) -> str:
    """What keeps this call from going on as a chat, as a sentence; empty where nothing does."""
    length = sum(map(_length, [*request.messages, response.message]))
    if length <= LONGEST:
        return ""
    return (
        f"With {length:,} characters of text this call is too long for a chat, which shows {LONGEST:,} at most. "
        "Take it as Python instead, and go on in a script."
    )


@transaction.atomic
def continue_as_chat(user: User, completion: Completion, content: Content) -> Conversation:
    """The request's messages and the first answer, as they were.

    Raises NotFound where they are not kept, TooLong with the sentence of `why_not`.
    """
    if content.request is None or content.response is None:
        raise NotFound
    request, response = Request(loads(content.request)), Answer(loads(content.response))
    if reason := why_not(request, response):
        raise TooLong(reason)
    asked, answer = [message.raw for message in request.messages], response.message.raw
    model = next((model for model in chat_models() if model.pk == completion.model_id), None)
    leaf = begin_with(user, [*asked, _spoken(answer)] if answer else asked, model)
    if answer:
        _sign(leaf, completion)
    return leaf.conversation


def _length(message: WireMessage) -> int:
    """Of what a chat shows of it: pictures, sounds and files are not drawn there."""
    calls = [call.arguments for call in message.tool_calls]
    return sum(map(len, [message.text, message.reasoning or "", message.refusal or "", *calls]))


def _spoken(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {"role": "assistant", **answer}


def _sign(written: Message, completion: Completion) -> None:
    """Makes the answer the one of a turn, so that the chat says who wrote it and offers another one."""
    if written.parent is None:
        return
    usage = SettledUsage.objects.filter(completion_id=completion.pk).first()
    written.turn = Turn.objects.create(
        conversation=written.conversation,
        owner_id=written.conversation.owner_id,
        client_id=f"continued-{written.pk}",
        parent=written.parent,
        status=TurnStatus.DONE,
        model_id=completion.model_id,
        provider_name=completion.provider_name,
        model_name=completion.model_name,
        finish_reason=next(iter(completion.finish_reasons), ""),
        prompt_tokens=usage.prompt_tokens if usage else None,
        completion_tokens=usage.completion_tokens if usage else None,
        usage_estimated=usage.estimated if usage else False,
        created_at=completion.queued_at,
        first_token_at=completion.first_token_at,
        finished_at=completion.finished_at,
    )
    written.save(update_fields=["turn"])
