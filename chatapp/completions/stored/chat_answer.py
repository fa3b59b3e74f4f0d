"""The answer of a stored completion that a chat made, as its API would have given it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatapp.completions.public_id import public_id
from chatapp.wire.json import jsontext
from chatapp.wire.normalize import completion
from chatapp.wire.normalize.identity import Identity
from chatapp.wire.types.usage import Usage


def chat_answer(row: Mapping[str, Any]) -> dict[str, Any]:
    """From the rows of the completion, its message and the ledger. `row`: as `operations` reads it."""
    choice = {
        "index": 0,
        "message": jsontext.loads(row["body"]),
        "finish_reason": next(iter(row["finish_reasons"]), None),
    }
    told = {name: row[name] for name in ("service_tier", "system_fingerprint") if row[name]}
    raw = {"model": row["served_model"] or row["model_name"], "choices": [choice], **told}
    return completion.normalized(raw, _face(row), _usage(row))


def _face(row: Mapping[str, Any]) -> Identity:
    return Identity(
        id=public_id(row["key"]),
        created=int(row["queued_at"].timestamp()),
        model=row["model_name"],
        provider=row["provider"],
        metadata=row["metadata"],
    )


def _usage(row: Mapping[str, Any]) -> Mapping[str, Any]:
    counted: Mapping[str, Any] = Usage.of(row["prompt_tokens"] or 0, row["completion_tokens"] or 0).raw
    return row["details"] or counted
