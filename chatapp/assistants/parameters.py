"""The parameters of an assistant: checked as those of a request are, by the one description of it. Pure."""

from __future__ import annotations

from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.request.chat import Request

__all__ = ["OURS", "complaint"]

OURS = frozenset(
    (
        *("model", "messages", "stream", "stream_options", "tools", "functions", "function_call"),
        *("n", "store", "metadata"),
    )
)
"""What the server says itself with every request."""

_HEAD = {"model": "any", "messages": [{"role": "user", "content": "any"}]}


def complaint(parameters: Any) -> str:
    """What is wrong with these, in a sentence; empty where they can be sent."""
    if not isinstance(parameters, dict):
        return 'Write one JSON object, like {"temperature": 0.3}.'
    if taken := sorted(OURS & parameters.keys()):
        return f"The server sets {', '.join(taken)} itself: leave it out."
    try:
        Request.parse({**parameters, **_HEAD})
    except Malformed as error:
        return error.message
    return ""
