"""Headers of answers."""

from __future__ import annotations

from typing import Final

from chatapp.wire.schema.json_schema import Json, const, number, text


def _header(description: str, schema: Json, *, required: bool = False) -> Json:
    return {"description": description, "required": required, "schema": schema}


_CALL: Final[Json] = {
    "x-provider": _header("The provider that answered.", text(examples=["openai"])),
    "x-tried": _header(
        "Where the first one failed: `provider/model` of all that were tried, in their order; the last one answered. "
        "What no header can hold is spelled as in a URL.",
        text(examples=["openai/gpt-5, local/llama"]),
    ),
    "x-cost": _header(
        "What the call cost, in USD; `unpriced` where the model has no price. Not with a stream, whose cost is known "
        "at its end.",
        text(pattern=r"^(unpriced|[0-9]+(\.[0-9]+)?)$", examples=["0.000175"]),
    ),
    "x-usage-estimated": _header(
        "Where the provider reported no usage: tokens and cost are estimated.", const("true")
    ),
}
_LIMIT: Final = "of the key, or, where it has no limit, of the provider"

HEADERS: Final[Json] = {
    "x-request-id": _header(
        "The id of this request, also where it failed. Tell it to whoever runs the server.",
        text(pattern="^req_[0-9a-f]{32}$"),
        required=True,
    ),
    "openai-processing-ms": _header(
        "Milliseconds until the first byte of the answer.", text(pattern="^[0-9]+$"), required=True
    ),
    "x-ratelimit-limit-requests": _header(f"Requests per minute, {_LIMIT}.", text()),
    "x-ratelimit-remaining-requests": _header(f"Requests that are left, {_LIMIT}.", text()),
    "x-ratelimit-reset-requests": _header("When they are counted anew.", text(examples=["42s"])),
    **_CALL,
    "retry-after": _header("Seconds to wait before asking again.", text(pattern="^[0-9]+$")),
    "retry-after-ms": _header("The same in milliseconds, as the provider said it.", number(minimum=0)),
    "www-authenticate": _header("How to say who one is.", text(examples=["Bearer"])),
}

_EVERY: Final = (
    "x-request-id",
    "openai-processing-ms",
    "x-ratelimit-limit-requests",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests",
)
WAITING: Final = ("retry-after", "retry-after-ms")


def headers(*names: str) -> Json:
    """These, and those of every answer."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*_EVERY, *names)}


def headers_of_call() -> Json:
    """Those of an answer that a provider gave."""
    return headers(*_CALL)
