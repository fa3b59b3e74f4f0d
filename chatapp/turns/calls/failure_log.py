"""One line of the log for each call to a provider that failed."""

import logging
from datetime import UTC, datetime

from chatapp.upstream.errors import StreamBroken, TimedOut, UpstreamError

from .attempt import Attempt

logger = logging.getLogger("chatapp.providers")
_LONGEST = 200


def log_failure(attempt: Attempt, error: UpstreamError) -> None:
    """Never the provider's words: they may repeat what a person wrote."""
    facts = {
        "provider": attempt.route.provider.name,
        "model": attempt.route.model.name,
        "kind": attempt.caller.kind.value,
        "attempt": attempt.number,
        "error": _class(error),
        "status": error.status,
        "ms": round((datetime.now(UTC) - attempt.queued_at).total_seconds() * 1000),
        "provider_request": error.request_id[:_LONGEST] or None,
    }
    logger.warning("A call to a provider failed.", extra={"data": facts})


def _class(error: UpstreamError) -> str:
    """The class, and which of its cases it is."""
    name = type(error).__name__
    match error:
        case TimedOut():
            return f"{name}.{error.phase}"
        case StreamBroken():
            return f"{name}.{error.kind}"
    return name
