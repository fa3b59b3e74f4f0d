"""Whether an answer in JSON is what its request asked for: checked against the schema of its `response_format`."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID

import jsonschema_rs
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from chatapp.conversations.access import get_conversation
from chatapp.conversations.models import Message, MessageRole
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.chat.thread import plain_text
from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import loads

MOST_PROBLEMS = 20


@signed_in
@require_GET
def structure(request: SignedInRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """`asked`: the type of the response format, or empty; `problems`: where the answer is not like it, in sentences."""
    found = get_conversation(request.user, conversation_id)
    answers = Message.objects.filter(conversation=found, role=MessageRole.ASSISTANT, deleted_at=None)
    message = get_object_or_404(answers.select_related("turn"), pk=message_id)
    asked = ((message.turn and message.turn.parameters) or {}).get("response_format") or {}
    text = plain_text(message.body.get("content"))
    return JsonResponse({"asked": asked.get("type", ""), "problems": problems_of(text, asked)})


def problems_of(text: str, asked: dict[str, Any]) -> list[str]:
    """Of an answer to a request with this `response_format`."""
    kind = asked.get("type")
    if kind not in ("json_object", "json_schema"):
        return []
    try:
        value = loads(text)
    except Malformed as error:
        return [f"The answer is no valid JSON: {error}"]
    if kind == "json_object":
        return [] if isinstance(value, dict) else ["The answer is JSON, but no object."]
    return _against(value, (asked.get("json_schema") or {}).get("schema"))


def _against(value: Any, schema: Any) -> list[str]:
    if schema is None:
        return []
    try:
        # Nothing is fetched for a schema that names another, and no pattern of one takes long.
        validator = jsonschema_rs.validator_for(
            schema, mask="the value", pattern_options=jsonschema_rs.RegexOptions(), offline=True
        )
        found = list(islice(validator.iter_errors(value), MOST_PROBLEMS + 1))
    except ValueError as error:
        return [f"The schema cannot be checked: {str(error).partition(chr(10))[0]}"]
    sentences = [_sentence(error) for error in found[:MOST_PROBLEMS]]
    return [*sentences, "There are more."] if len(found) > MOST_PROBLEMS else sentences


def _sentence(error: jsonschema_rs.ValidationError) -> str:
    steps = [f"item {step + 1}" if isinstance(step, int) else f"“{step}”" for step in error.instance_path]
    return f"{', '.join(steps) or 'The answer'}: {error.message}."
