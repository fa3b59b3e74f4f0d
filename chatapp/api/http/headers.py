"""The headers of an answer that describe how it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from chatapp.turns.calls.embeddings import Embedding
from chatapp.turns.calls.generation import Generation
from chatapp.turns.calls.routing import Route

Raw = list[tuple[bytes, bytes]]

_LIMITS = "x-ratelimit-"
_AS_IT_IS = "/:@+"


def told(generation: Generation | Embedding) -> dict[str, str]:
    """Who answered, what else was tried, what is left of the provider's limits, and, at its end, the cost."""
    attempt = generation.attempt
    headers = {"x-provider": attempt.route.provider.slug}
    if len(generation.attempts) > 1:
        headers["x-tried"] = ", ".join(_name(tried.route) for tried in generation.attempts)
    passed_on = ((name.lower(), value) for name, value in generation.headers.items())
    headers |= {name: value for name, value in passed_on if name.startswith(_LIMITS) and value.isascii()}
    is_over = len(generation.metered) == len(generation.attempts)
    return headers | (_cost(generation.metered) if is_over else {})


def told_of_rounds(rounds: Sequence[Generation]) -> dict[str, str]:
    """Of an answer that took several completions: who gave the last one, and the cost of all."""
    return told(rounds[-1]) | _cost([metered for one in rounds for metered in one.metered])


def raw(headers: Mapping[str, str]) -> Raw:
    """As ASGI sends them."""
    return [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]


def _name(route: Route) -> str:
    """`slug/name`, with what no header can hold spelled as in a URL."""
    return f"{route.provider.slug}/{quote(route.model.name, safe=_AS_IT_IS)}"


def _cost(attempts: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Of all attempts of the call. One that came to nothing costs nothing, whatever its price."""
    metered = [attempt for attempt in attempts if attempt["total_tokens"]] or attempts[-1:]
    costs: list[Decimal | None] = [attempt["cost"] for attempt in metered]
    known = [cost for cost in costs if cost is not None]
    said = {"x-cost": f"{sum(known, Decimal(0)):f}" if len(known) == len(costs) else "unpriced"}
    return said | ({"x-usage-estimated": "true"} if any(attempt["estimated"] for attempt in metered) else {})
