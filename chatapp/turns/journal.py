"""Writes down each attempt: a completion when it begins, its outcome and a ledger row when it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from chatapp.completions.models import CompletionStatus
from chatapp.usage.estimate import estimate
from chatapp.usage.meter import values as meter_values
from chatapp.usage.models import Kind
from chatapp.wire.accumulate import Accumulator
from chatapp.wire.jsontext import dumps_text
from chatapp.wire.request import Request

from . import measures
from .choice import Route
from .outage import outlast

# Parameters that are kept of every call. Scalars only, no free text: the content is the caller's.
_KEPT = (
    "frequency_penalty", "logprobs", "max_completion_tokens", "max_tokens", "n", "parallel_tool_calls",
    "presence_penalty", "reasoning_effort", "seed", "service_tier", "stream", "temperature", "top_logprobs",
    "top_p", "verbosity", "enable_thinking",
)  # fmt: skip


@dataclass(frozen=True)
class Caller:
    """On whose behalf a completion is made, and for what."""

    kind: Kind
    user_id: int
    turn_id: UUID | None = None
    conversation_id: UUID | None = None
    store: bool = False
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attempt:
    """One call to a provider."""

    id: UUID
    number: int
    caller: Caller
    route: Route
    request: Request
    queued_at: datetime


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended. `error` as in the frames; `answer` holds what arrived."""

    status: CompletionStatus
    answer: Accumulator
    finished_at: datetime
    first_token_at: datetime | None = None
    last_token_at: datetime | None = None
    error: dict[str, Any] | None = None
    request_id: str = ""
    sent: bool = True


class Journal:
    """The attempts of one runner. Every write says "where the runner is me": a woken sleeper overwrites nothing."""

    def __init__(self, pool: AsyncConnectionPool, runner_id: UUID) -> None:
        self._pool = pool
        self._runner_id = runner_id

    async def opened(self, attempt: Attempt) -> None:
        await self._write(_OPEN, _open_values(attempt, self._runner_id))

    async def closed(self, attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
        """Write the outcome. Returns the ledger's token, price and cost columns."""
        metered = ledger_values(attempt, outcome)
        values = {**_close_values(attempt, outcome), "runner": self._runner_id, **ledger_columns(metered)}
        await self._write(_CLOSE, values)
        route, status = attempt.route, outcome.status.value
        measures.completion_ended(
            route.provider.name, route.model.name, status, attempt.queued_at, outcome.first_token_at
        )
        return metered

    async def _write(self, statement: LiteralString, values: dict[str, Any]) -> None:
        async def execute() -> None:
            async with self._pool.connection() as connection:
                await connection.execute(statement, values)

        await outlast(execute)


def _open_values(attempt: Attempt, runner_id: UUID) -> dict[str, Any]:
    raw = attempt.request.raw
    return {
        "id": attempt.id,
        "kind": attempt.caller.kind.value,
        "user": attempt.caller.user_id,
        "turn": attempt.caller.turn_id,
        "runner": runner_id,
        "attempt": attempt.number,
        "provider": attempt.route.provider.pk,
        "provider_name": attempt.route.provider.name,
        "model": attempt.route.model.pk,
        "model_name": attempt.route.model.name,
        "parameters": dumps_text({name: raw[name] for name in _KEPT if raw.get(name) is not None}),
        "metadata": dumps_text(attempt.caller.metadata),
        "store": attempt.caller.store,
        "queued_at": attempt.queued_at,
    }


def _close_values(attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    return {
        "id": attempt.id,
        "status": outcome.status.value,
        "error": None if outcome.error is None else dumps_text(column_safe(outcome.error)),
        "upstream_id": _column(answer.id, 200),
        "request_id": _column(outcome.request_id, 200),
        "served_model": _column(answer.model, 200),
        "service_tier": _column(answer.service_tier, 50),
        "system_fingerprint": _column(answer.system_fingerprint, 200),
        "finish_reasons": [_column(reason, 50) for _, reason in sorted(answer.finish_reasons.items())],
        "first_token_at": outcome.first_token_at,
        "last_token_at": outcome.last_token_at,
        "finished_at": outcome.finished_at,
        "conversation": attempt.caller.conversation_id,
    }


def ledger_values(attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
    """The token, price and cost columns. Estimated where the provider read the prompt and reported nothing."""
    usage = outcome.answer.usage
    if usage is not None:
        return meter_values(usage, attempt.route.price, estimated=False)
    if not outcome.sent:
        return meter_values(None, attempt.route.price, estimated=False)
    written = outcome.answer.text + outcome.answer.reasoning
    return meter_values(estimate(attempt.request.messages, written), attempt.route.price, estimated=True)


def ledger_columns(metered: dict[str, Any]) -> dict[str, Any]:
    """The same as parameters of LEDGER."""
    return {**metered, "details": None if metered["details"] is None else Jsonb(metered["details"])}


def column_safe(value: Any) -> Any:
    """The value with its texts fit for a text or jsonb column: no U+0000, no lone surrogates."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {column_safe(key): column_safe(inner) for key, inner in value.items()}
    return [column_safe(inner) for inner in value] if isinstance(value, list) else value


def _column(text: str | None, length: int) -> str:
    safe: str = column_safe(text or "")
    return safe[:length]


_OPEN = """
    INSERT INTO completions_completion (
        id, kind, user_id, turn_id, runner_id, attempt, provider_id, provider_name, model_id, model_name,
        parameters, metadata, store, status, upstream_id, request_id, served_model, service_tier,
        system_fingerprint, finish_reasons, queued_at
    ) VALUES (
        %(id)s, %(kind)s, %(user)s, %(turn)s, %(runner)s, %(attempt)s, %(provider)s, %(provider_name)s, %(model)s,
        %(model_name)s, %(parameters)s::text::jsonb, %(metadata)s::text::jsonb, %(store)s, 'running',
        '', '', '', '', '', '{}', %(queued_at)s
    )
    ON CONFLICT (id) DO NOTHING
"""
_TOKENS = (
    "prompt_tokens", "cached_tokens", "audio_prompt_tokens", "completion_tokens", "reasoning_tokens",
    "audio_completion_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens", "total_tokens",
    "details", "estimated", "price_input", "price_cached_input", "price_audio_input", "price_output",
    "price_reasoning_output", "price_audio_output", "cost",
)  # fmt: skip
_CASTS = {name: "::numeric" for name in _TOKENS if name.startswith("price_") or name == "cost"} | {
    "details": "::jsonb"
}
LEDGER = f"""
    INSERT INTO usage_usagerecord (
        at, kind, completion_id, turn_id, conversation_id, user_id, user_email, provider_id, provider_name,
        model_id, model_name, status, {", ".join(_TOKENS)}
    )
    SELECT clock_timestamp(), c.kind, c.id, c.turn_id, %(conversation)s, c.user_id,
        coalesce((SELECT email FROM accounts_user WHERE id = c.user_id), ''), c.provider_id, c.provider_name,
        c.model_id, c.model_name, c.status, {", ".join(f"%({name})s{_CASTS.get(name, '')}" for name in _TOKENS)}
    FROM closed c
"""
_CLOSE = f"""
    WITH closed AS (
        UPDATE completions_completion SET
            status = %(status)s, error = %(error)s::text::jsonb, upstream_id = %(upstream_id)s,
            request_id = %(request_id)s, served_model = %(served_model)s, service_tier = %(service_tier)s,
            system_fingerprint = %(system_fingerprint)s, finish_reasons = %(finish_reasons)s,
            first_token_at = %(first_token_at)s, last_token_at = %(last_token_at)s, finished_at = %(finished_at)s
        WHERE id = %(id)s AND runner_id = %(runner)s AND status = 'running'
        RETURNING *
    ), stored AS (
        INSERT INTO completions_storedcompletion (completion_id, user_id)
        SELECT id, user_id FROM closed WHERE store AND turn_id IS NOT NULL AND status = 'done'
    )
    {LEDGER}
"""
