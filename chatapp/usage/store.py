"""The rows of the ledger: the part of a statement that writes one as a completion is closed, and what others read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chatapp.accounts.store import USERS, names_of_groups

# Two who price a call at once would add its cost twice: whoever does holds this lock.
PRICING: Final = 0x7072696365
# What the statements of others read of a completion's usage.
SETTLED = (
    "(SELECT completion_id, details, prompt_tokens, completion_tokens, estimated, cost FROM usage_settled)"
)


class LaterPrice(NamedTuple):
    """The unit prices of a correction."""

    input: Decimal
    cached_input: Decimal | None
    audio_input: Decimal | None
    output: Decimal
    reasoning_output: Decimal | None
    audio_output: Decimal | None
    per_call: Decimal | None


def parameters(metered: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of `meter.values` as parameters of RECORD and CORRECTION; they take `%(conversation)s`,
    `%(assistant)s` and `%(tools)s`, too."""
    return {**metered, "details": None if metered["details"] is None else Jsonb(metered["details"])}


async def later_price(connection: AsyncConnection, completion_id: UUID) -> LaterPrice | None:
    """What an admin gave a call that had no price. Until the transaction ends nobody else gives one."""
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", [PRICING])
    cursor = connection.cursor(row_factory=class_row(LaterPrice))
    await cursor.execute(_LATER_PRICE, {"completion": completion_id})
    return await cursor.fetchone()


_COUNTS = (
    "prompt_tokens", "cached_tokens", "audio_prompt_tokens", "completion_tokens", "reasoning_tokens",
    "audio_completion_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens", "total_tokens",
)  # fmt: skip
_PRICES = (
    "price_input", "price_cached_input", "price_audio_input", "price_output", "price_reasoning_output",
    "price_audio_output", "price_per_call",
)  # fmt: skip
# The metadata keys that an admin chose, with the values of the call.
_LABELS = """(
    SELECT jsonb_object_agg(l.name, c.metadata -> l.name) FROM usage_costlabel l WHERE c.metadata ? l.name
)"""
_METERED = {
    "at": "c.queued_at",
    "labels": _LABELS,
    "group_names": names_of_groups("c.user_id"),
    **{name: f"%({name})s" for name in _COUNTS},
    "details": "%(details)s::jsonb",
    "estimated": "%(estimated)s",
    **{name: f"%({name})s::numeric" for name in _PRICES},
    "cost": "%(cost)s::numeric",
}
# What has to be added to the estimate `u`, which may have got a price by a correction since: as `s` both are settled.
# The sum of all rows is what was spent.
_MISSING = {
    **_METERED,
    **{name: f"%({name})s - s.{name}" for name in _COUNTS},
    "at": "u.at",
    "labels": "u.labels",
    "group_names": "u.group_names",
    "cost": "%(cost)s::numeric - coalesce(s.cost, 0)",
    "corrects": "u.id",
}


# What the provider said, else what was asked for.
_SERVICE_TIER = "coalesce(nullif(c.service_tier, ''), c.parameters->>'service_tier', '')"


def _ms(moment: str) -> str:
    return f"greatest(round(1000 * extract(epoch FROM {moment} - c.queued_at)), 0)::bigint"


def _insert(columns: Mapping[str, str]) -> str:
    return f"""
        INSERT INTO usage_usagerecord (
            kind, completion_id, turn_id, conversation_id, user_id, user_email, api_key_id, provider_id,
            provider_name, model_id, model_name, served_model, status, store, attempt, call_id, first_token_ms,
            duration_ms, assistant, tools, service_tier, {", ".join(columns)}
        )
        SELECT c.kind, c.id, c.turn_id, %(conversation)s, c.user_id,
            coalesce((SELECT u.email FROM {USERS} u WHERE u.id = c.user_id), ''), c.api_key_id, c.provider_id,
            c.provider_name, c.model_id, c.model_name, c.served_model, c.status, c.store, c.attempt, c.call,
            {_ms("c.first_token_at")}, {_ms("c.finished_at")}, %(assistant)s::text,
            %(tools)s::text, {_SERVICE_TIER},
            {", ".join(columns.values())}
        FROM closed c
    """


# Of the completions that a part before it closed, as `closed`.
RECORD = _insert(_METERED)
CORRECTION = f"""
    {_insert(_MISSING)} JOIN usage_usagerecord u ON u.completion_id = c.id AND u.corrects IS NULL
    JOIN usage_settled s ON s.completion_id = c.id
"""
_LATER_PRICE = f"""
    SELECT {", ".join(f"c.{name} AS {name.removeprefix('price_')}" for name in _PRICES)}
    FROM usage_usagerecord c JOIN usage_usagerecord u ON u.id = c.corrects
    WHERE u.completion_id = %(completion)s AND u.price_input IS NULL AND c.price_input IS NOT NULL
    ORDER BY c.id DESC LIMIT 1
"""
