"""One call to a provider: on whose behalf it is made, what is sent, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from chatapp.completions.models import CompletionStatus
from chatapp.completions.public_id import public_id
from chatapp.usage.models import Kind
from chatapp.wire.accumulate.accumulator import Accumulator
from chatapp.wire.request.chat import Request
from chatapp.wire.request.embeddings import EmbeddingsRequest

from .routing import Route

AnyRequest = Request | EmbeddingsRequest


@dataclass(frozen=True)
class Caller:
    """On whose behalf a completion is made, and for what. `sent` is a script's request as it came, JSON text;
    `call_id` is what the attempts of that one call share; `assistant` is the slug of the one that answers."""

    kind: Kind
    user_id: int
    turn_id: UUID | None = None
    conversation_id: UUID | None = None
    store: bool = False
    metadata: dict[str, str] = field(default_factory=dict)
    api_key_id: int | None = None
    call_id: UUID | None = None
    sent: str = ""
    assistant: str = ""


@dataclass(frozen=True)
class Attempt:
    """One call to a provider. `request` is the caller's own."""

    id: UUID
    number: int
    caller: Caller
    route: Route
    request: AnyRequest
    queued_at: datetime

    @property
    def public_id(self) -> str:
        return public_id(self.id)


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended. `error` as in the frames; `answer` holds what arrived; `given` is what was given out
    for an answer that came at once."""

    status: CompletionStatus
    answer: Accumulator
    finished_at: datetime
    first_token_at: datetime | None = None
    last_token_at: datetime | None = None
    error: dict[str, Any] | None = None
    request_id: str = ""
    sent: bool = True
    given: dict[str, Any] | None = None


def outgoing(attempt: Attempt, request: Request, *, stream: bool) -> Request:
    """What the provider is asked: the caller's request under the provider's own name of the model.

    Usage is always asked for: the ledger needs it.
    """
    asked = _with_store(attempt, request).with_(model=attempt.route.model.name)
    if not stream:
        return asked.without("stream_options")
    return asked.with_(stream_options={**request.stream_options.raw, "include_usage": True})


def _with_store(attempt: Attempt, request: Request) -> Request:
    """`store` is forwarded as the provider's row says; what is ours to keep is kept here in any case."""
    caller, provider = attempt.caller, attempt.route.provider
    if caller.kind is Kind.API:
        return request if provider.forward_store_api else request.without("store", "metadata")
    if caller.store and provider.forward_store_chat:
        return request.with_(store=True, **({"metadata": caller.metadata} if caller.metadata else {}))
    return request
