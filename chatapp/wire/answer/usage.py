"""The token counts of an answer."""

from __future__ import annotations

from typing import Final

from chatapp.wire.schema.json_schema import Json, fields, of, whole
from chatapp.wire.types.usage import COUNTS

__all__ = ["DETAILS", "SCHEMAS"]

DETAILS: Final = {
    "prompt_tokens_details": ("cached_tokens", "audio_tokens"),
    "completion_tokens_details": (
        "reasoning_tokens",
        "audio_tokens",
        "accepted_prediction_tokens",
        "rejected_prediction_tokens",
    ),
}
"""What the counts of prompt and completion are made of."""

_COUNT: Final = whole(minimum=0)


def _details(names: tuple[str, ...]) -> Json:
    return of("object", "Parts of that count.", properties=dict.fromkeys(names, _COUNT))


SCHEMAS: Final[Json] = {
    "CompletionUsage": fields(
        {**dict.fromkeys(COUNTS, _COUNT), **{name: _details(parts) for name, parts in DETAILS.items()}},
        "Tokens. Always there; estimated where the provider reported none.",
        needs=COUNTS,
    )
}
