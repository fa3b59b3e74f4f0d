"""The rows of the ledger: the part of a statement that writes one as a completion is closed, and what others read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg.types.json import Jsonb

from chatapp.accounts.store import USERS

# What the statements of others read of a completion's usage.
SETTLED = "(SELECT completion_id, details, prompt_tokens, completion_tokens, estimated FROM usage_settled)"


def parameters(metered: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of `meter.values` as parameters of RECORD and CORRECTION; they take `%(conversation)s`
    and `%(assistant)s`, too."""
    return {**metered, "details": None if metered["details"] is None else Jsonb(metered["details"])}


_COUNTS = (
    "prompt_tokens", "cached_tokens", "audio_prompt_tokens", "completion_tokens", "reasoning_tokens",
    "audio_completion_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens", "total_tokens",
)  # fmt: skip
_PRICES = (
    "price_input", "price_cached_input", "price_audio_input", "price_output", "price_reasoning_output",
    "price_audio_output",
)  # fmt: skip
# The metadata keys that an admin chose, with the values of the call.
_LABELS = """(
    SELECT jsonb_object_agg(l.name, c.metadata -> l.name) FROM usage_costlabel l WHERE c.metadata ? l.name
)"""
_METERED = {
    "at": "c.queued_at",
    "labels": _LABELS,
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
    "cost": "%(cost)s::numeric - coalesce(s.cost, 0)",
    "corrects": "u.id",
}


def _ms(moment: str) -> str:
    return f"greatest(round(1000 * extract(epoch FROM {moment} - c.queued_at)), 0)::bigint"


def _insert(columns: Mapping[str, str]) -> str:
    return f"""
        INSERT INTO usage_usagerecord (
            kind, completion_id, turn_id, conversation_id, user_id, user_email, api_key_id, provider_id,
            provider_name, model_id, model_name, served_model, status, store, attempt, call_id, first_token_ms,
            duration_ms, assistant, {", ".join(columns)}
        )
        SELECT c.kind, c.id, c.turn_id, %(conversation)s, c.user_id,
            coalesce((SELECT u.email FROM {USERS} u WHERE u.id = c.user_id), ''), c.api_key_id, c.provider_id,
            c.provider_name, c.model_id, c.model_name, c.served_model, c.status, c.store, c.attempt, c.call,
            {_ms("c.first_token_at")}, {_ms("c.finished_at")}, %(assistant)s::text,
            {", ".join(columns.values())}
        FROM closed c
    """


# Of the completions that a part before it closed, as `closed`.
RECORD = _insert(_METERED)
CORRECTION = f"""
    {_insert(_MISSING)} JOIN usage_usagerecord u ON u.completion_id = c.id AND u.corrects IS NULL
    JOIN usage_settled s ON s.completion_id = c.id
"""
