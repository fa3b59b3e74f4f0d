"""Log probabilities of an answer's tokens."""

from __future__ import annotations

from typing import Final

from chatapp.wire.schema.json_schema import Json, fields, listed, number, or_null, ref, text, whole

__all__ = ["LISTS", "SCHEMAS"]

LISTS: Final = ("content", "refusal")
_BYTES: Final = or_null(
    listed(whole(minimum=0, maximum=255), "The token in UTF-8; a part of a character, at times.")
)
_TOKEN: Final[Json] = {"token": text(), "logprob": number(), "bytes": _BYTES}

SCHEMAS: Final[Json] = {
    "ChoiceLogprobs": fields(dict.fromkeys(LISTS, or_null(listed(ref("TokenLogprob")))), needs=LISTS),
    "TokenLogprob": fields(
        {
            **_TOKEN,
            "top_logprobs": listed(fields(_TOKEN, needs=tuple(_TOKEN)), "The likeliest, at this place."),
        },
        needs=(*_TOKEN, "top_logprobs"),
    ),
}
