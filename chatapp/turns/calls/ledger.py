"""Writes down each attempt: a completion when it begins, its outcome and a ledger row when it ends."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from chatapp.completions.models import CompletionStatus, sources
from chatapp.completions.store import CLOSE_RUNNING, CLOSE_SWEPT, OPEN, STORE
from chatapp.completions.stored.labels import labels_of
from chatapp.providers.tiers import UnitPrices, held
from chatapp.tools.registry import KNOWLEDGE_TOOLS
from chatapp.turns import metrics
from chatapp.turns.runtime.database_retry import retry_until_back
from chatapp.usage.called_tools import OTHER, joined
from chatapp.usage.meter import values as meter_values
from chatapp.usage.models import Kind
from chatapp.usage.store import CORRECTION, RECORD, LaterPrice, later_price, parameters
from chatapp.wire.json.clean import clean, clean_text
from chatapp.wire.json.jsontext import dumps_text
from chatapp.wire.request.parameters import PARAMETERS
from chatapp.wire.types.error_summary import summary
from chatapp.wire.types.usage import Usage
from chatapp.wire.types.view import text

from .attempt import Attempt, Caller, Outcome
from .result import estimated_prompt_tokens, public_answer, usage_of

# Kept of every call. Scalars only, no free text: the content is the caller's.
_KEPT = [name for name, parameter in PARAMETERS.items() if parameter.kept]
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,32}")

_BY_SCRIPTS = (Kind.API, Kind.EMBEDDING)


@dataclass(frozen=True)
class _Close:
    """The statement that writes an outcome, of a completion that is running and of one that a sweep has closed."""

    running: str
    swept: str


class Ledger:
    """The attempts of one runner. Every write says "where the runner is me": a woken sleeper overwrites nothing."""

    def __init__(self, pool: AsyncConnectionPool, runner_id: UUID) -> None:
        self._pool = pool
        self._runner_id = runner_id

    async def opened(self, attempt: Attempt) -> None:
        await self._write(OPEN, _open_values(attempt, self._runner_id))

    async def closed(self, attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
        """Write the outcome. Returns the ledger's token, price and cost columns."""
        metered = ledger_values(attempt, outcome)
        values = {**_close_values(attempt, outcome), "runner": self._runner_id, **parameters(metered)}
        # A chat's completion is stored with its message, at the end of its turn.
        by_script = attempt.caller.kind is Kind.API
        if by_script and attempt.caller.store and outcome.status is CompletionStatus.DONE:
            statement, values = _CLOSE_AND_STORE, {**values, **_stored_values(attempt, outcome)}
        else:
            statement = _CLOSE
        if not await self._write(statement.running, values):
            # A sweep took this runner for dead and wrote an estimate.
            await retry_until_back(lambda: self._settle(statement.swept, values, attempt, outcome))
        route, status = attempt.route, outcome.status.value
        metrics.completion_ended(
            route.provider.name, route.model.name, status, attempt.queued_at, outcome.first_token_at
        )
        return metered

    async def _settle(
        self, statement: str, values: dict[str, Any], attempt: Attempt, outcome: Outcome
    ) -> None:
        async with self._pool.connection() as connection, connection.transaction():
            if attempt.route.price is None and (price := await later_price(connection, attempt.id)):
                values = {**values, **parameters(ledger_values(attempt, outcome, price))}
            await connection.execute(statement, values)

    async def _write(self, statement: str, values: dict[str, Any]) -> int:
        """How many rows that changed."""

        async def execute() -> int:
            async with self._pool.connection() as connection:
                return (await connection.execute(statement, values)).rowcount

        return await retry_until_back(execute)


def _open_values(attempt: Attempt, runner_id: UUID) -> dict[str, Any]:
    raw = attempt.request.raw
    return {
        "id": attempt.id,
        "kind": attempt.caller.kind.value,
        "user": attempt.caller.user_id,
        "turn": attempt.caller.turn_id,
        "runner": runner_id,
        "api_key": attempt.caller.api_key_id,
        "call": attempt.caller.call_id,
        "attempt": attempt.number,
        "asked_model": _column(attempt.request.model, 250) if attempt.caller.kind in _BY_SCRIPTS else "",
        "provider": attempt.route.provider.pk,
        "provider_name": attempt.route.provider.name,
        "model": attempt.route.model.pk,
        "model_name": attempt.route.model.name,
        "expected": estimated_prompt_tokens(attempt.request),
        "parameters": dumps_text({name: raw[name] for name in _KEPT if _is_kept(raw.get(name))}),
        "metadata": dumps_text(attempt.caller.metadata),
        "store": attempt.caller.store,
        "queued_at": attempt.queued_at,
    }


def _is_kept(value: Any) -> bool:
    if isinstance(value, str):
        return _WORD.fullmatch(value) is not None
    return isinstance(value, int | float)


def _stored_values(attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
    caller, route = attempt.caller, attempt.route
    given = outcome.given or public_answer(attempt, outcome.answer, outcome.answer.completion().raw)
    names = [attempt.request.model, route.model.name, f"{route.provider.slug}/{route.model.name}"]
    labels = labels_of(caller.metadata, [*names, outcome.answer.model])
    return {
        "request": caller.sent,
        "response": dumps_text(given),
        "label_names": [name for name, _ in labels],
        "label_values": [value for _, value in labels],
    }


def _close_values(attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    return {
        "id": attempt.id,
        "status": outcome.status.value,
        "sources": sources(outcome.status),
        # The words of a chat's error are kept with its turn, and go with it.
        "error": None if outcome.error is None else dumps_text(clean(summary(outcome.error))),
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
        "assistant": attempt.caller.assistant,
        "tools": _called(attempt.caller, answer.called),
    }


def _called(caller: Caller, names: Set[str]) -> str:
    """The names that a caller gave to tools are words of theirs, and kept where these are; ours always."""
    if caller.kind is Kind.CHAT or caller.store:
        return joined(names)
    return joined(name if name in KNOWLEDGE_TOOLS else OTHER for name in names)


def ledger_values(
    attempt: Attempt, outcome: Outcome, later_price: LaterPrice | None = None
) -> dict[str, Any]:
    """The token, price and cost columns. Estimated where the provider read the prompt and reported nothing."""
    reported = outcome.answer.usage
    estimated = reported is None or not reported.is_counted
    usage = None if estimated and not outcome.sent else usage_of(attempt, outcome.answer)
    price = _price_of(attempt, outcome, usage) or later_price
    return meter_values(usage, price, estimated=estimated and usage is not None)


def _price_of(attempt: Attempt, outcome: Outcome, usage: Usage | None) -> UnitPrices | None:
    """Of the tier in which it was answered, else of the one that was asked for."""
    price = attempt.route.price
    if price is None or usage is None:
        return price
    served = outcome.answer.service_tier or text(attempt.request.raw, "service_tier")
    return held(price, served, usage.prompt_tokens)


def _column(text: str | None, length: int) -> str:
    return clean_text(text or "")[:length]


_CLOSE = _Close(f"{CLOSE_RUNNING} {RECORD}", f"{CLOSE_SWEPT} {CORRECTION}")
_CLOSE_AND_STORE = _Close(f"{CLOSE_RUNNING} {STORE} {RECORD}", f"{CLOSE_SWEPT} {STORE} {CORRECTION}")
