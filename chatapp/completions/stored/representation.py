"""A stored completion as the API shows it: the answer as it was given out, and what it was asked with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatapp.completions.public_id import request_id
from chatapp.wire.json import jsontext

from .chat_answer import chat_answer

# Of the request, by their names in it; null where it did not say.
ASKED = {
    "tool_choice": "tool_choice",
    "seed": "seed",
    "top_p": "top_p",
    "temperature": "temperature",
    "presence_penalty": "presence_penalty",
    "frequency_penalty": "frequency_penalty",
    "input_user": "user",
    "tools": "tools",
    "response_format": "response_format",
}


def stored_object(row: Mapping[str, Any]) -> dict[str, Any]:
    """`row`: as `operations` reads it."""
    answer = chat_answer(row) if row["response"] is None else jsontext.loads(row["response"])
    asked = row["parameters"] if row["response"] is None else jsontext.loads(row["asked"])
    shown = {
        "request_id": request_id(row["call"]) if row["call"] else None,
        **{name: asked.get(said) for name, said in ASKED.items()},
    }
    # The answer's own fields keep their order, and win over what is added.
    return {**answer, "metadata": row["metadata"], **{k: v for k, v in shown.items() if k not in answer}}
