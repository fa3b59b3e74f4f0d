"""Scripts in browsers, on pages of other origins: off, unless the operator names those (API_ORIGINS)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

# What a script in a browser may read of an answer's headers beside the few that it always may.
EXPOSED = (
    "openai-processing-ms", "retry-after", "x-cost", "x-provider", "x-ratelimit-limit-requests",
    "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", "x-request-id", "x-should-retry", "x-tried",
    "x-usage-estimated",
)  # fmt: skip


def open_to(origins: Sequence[str], application: ASGIApp) -> ASGIApp:
    """The application, to be called from pages of these origins; `*` is every one. Cookies are never let in: a
    caller is known by the key that the script sends."""
    if not origins:
        return application
    return CORSMiddleware(
        application,
        allow_origins=origins,
        allow_methods=("GET", "POST", "DELETE"),
        allow_headers=("*",),
        expose_headers=EXPOSED,
    )
