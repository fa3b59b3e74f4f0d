"""The structured parameters of a request."""

from __future__ import annotations

from typing import Final

from chatapp.wire.request.metadata import MAX_KEY, MAX_PAIRS, MAX_VALUE
from chatapp.wire.request.options import MAX_STOPS
from chatapp.wire.schema.json_schema import (
    Json,
    all_or_null,
    const,
    either,
    fields,
    flag,
    listed,
    number,
    of,
    one_of,
    text,
)

from .parts import PARTS

STOP: Final = either(
    text(), listed(text(), maxItems=MAX_STOPS), description="The answer ends before one of these texts."
)
LOGIT_BIAS: Final = of(
    "object",
    "By the number of a token: how much likelier (100: always) or less likely (-100: never) it gets.",
    additionalProperties=number(minimum=-100, maximum=100),
    examples=[{"50256": -100}],
)
MODALITIES: Final = listed(text(), "What the answer is made of.", examples=[["text", "audio"]])
METADATA: Final = of(
    "object",
    f"Up to {MAX_PAIRS} pairs of your own, by which stored completions are found and costs are told apart. "
    f"Names of up to {MAX_KEY} characters, values of up to {MAX_VALUE}.",
    maxProperties=MAX_PAIRS,
    propertyNames={"maxLength": MAX_KEY},
    additionalProperties=text(maxLength=MAX_VALUE),
)

_JSON_SCHEMA: Final = fields(
    {
        "name": text(examples=["answer"]),
        **all_or_null(
            {
                "description": text("What it is for."),
                "schema": of("object", "A JSON Schema."),
                "strict": flag("Hold the answer to the schema, where the provider can."),
            }
        ),
    },
    needs=("name",),
)

SCHEMAS: Final[Json] = {
    "Metadata": {**METADATA, "examples": [{"project": "newsletter"}]},
    "ResponseFormat": {
        "oneOf": [
            fields(
                {"type": const("json_schema"), "json_schema": _JSON_SCHEMA},
                "JSON that follows a schema.",
                needs=("type", "json_schema"),
            ),
            fields({"type": one_of(("text", "json_object"))}, needs=("type",)),
        ],
        "description": "What the answer has to look like.",
    },
    "ChatCompletionStreamOptions": fields(
        all_or_null(
            {
                "include_usage": flag("One more chunk before the end, without choices, has the `usage`."),
                "include_obfuscation": flag(
                    "True pads every chunk, so that its size tells less about what is in it. False leaves out the "
                    "provider's own padding."
                ),
            }
        )
    ),
    "ChatCompletionPrediction": fields(
        {
            "type": text(examples=["content"]),
            **all_or_null({"content": either(text(), PARTS)}),
        },
        "A text that much of the answer will repeat, which makes it faster.",
        needs=("type",),
    ),
    "ChatCompletionAudioParam": fields(
        all_or_null(
            {
                "format": text(examples=["wav", "mp3"]),
                "voice": either(
                    text("A voice that the provider knows.", examples=["alloy"]),
                    fields({"id": text()}, "A voice of one's own.", needs=("id",)),
                ),
            }
        ),
        "How an answer in speech sounds. Asked for by `modalities`.",
    ),
    "WebSearchOptions": fields(
        all_or_null(
            {
                "search_context_size": text(examples=["low", "medium", "high"]),
                "user_location": of("object", "Roughly where the person is who asks."),
            }
        ),
        "For models that search the web.",
    ),
}
