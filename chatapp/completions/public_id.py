"""The ids that the API's callers see: of a completion, and of the call that it answers."""

from __future__ import annotations

from uuid import UUID

from chatapp.accounts.errors import NotFound

COMPLETION = "chatcmpl-"
CALL = "req_"


def public_id(completion: UUID) -> str:
    return f"{COMPLETION}{completion.hex}"


def request_id(call: UUID) -> str:
    return f"{CALL}{call.hex}"


def key_of(public: str) -> UUID:
    """The completion's key. Raises NotFound for what is not exactly such an id."""
    try:
        key = UUID(public.removeprefix(COMPLETION))
    except ValueError as error:
        raise NotFound from error
    if public != public_id(key):
        raise NotFound
    return key
