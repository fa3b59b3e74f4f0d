"""The public answer of an attempt: our ID, in the shape that all documents of the API agree on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatapp.usage.estimate import prompt_tokens, tokens, written_tokens
from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.json.jsontext import dumps_text
from chatapp.wire.normalize import completion
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.request.chat import Request
from chatapp.wire.request.embeddings import EmbeddingsRequest, Input
from chatapp.wire.types.usage import Usage

from .attempt import AnyRequest, Attempt


def identity(attempt: Attempt) -> Identity:
    return Identity(
        id=attempt.public_id,
        created=int(attempt.queued_at.timestamp()),
        model=attempt.request.model,
        provider=attempt.route.provider.slug,
        metadata=attempt.caller.metadata,
    )


def public_answer(attempt: Attempt, answer: Accumulator, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The whole answer `raw`, as its caller gets it."""
    return completion.normalized(raw, identity(attempt), usage_of(attempt, answer).raw)


def usage_of(attempt: Attempt, answer: Accumulator) -> Usage:
    """The tokens as the provider reported them, else estimated."""
    if answer.usage is not None and answer.usage.is_counted:
        return answer.usage
    written = written_tokens(choice.message for choice in answer.completion().choices)
    return Usage.of(estimated_prompt_tokens(attempt.request), written)


def estimated_prompt_tokens(request: AnyRequest) -> int:
    """An estimate of what the request alone is counted as."""
    if isinstance(request, EmbeddingsRequest):
        return sum(map(_tokens, request.inputs))
    return prompt_tokens(request.messages) + tokens(_tools(request))


def _tools(request: Request) -> str:
    """Their definitions, which the model reads before the messages."""
    offered = request.raw.get("tools") or request.raw.get("functions")
    return dumps_text(offered) if offered else ""


def _tokens(given: Input) -> int:
    return tokens(given) if isinstance(given, str) else len(given)
