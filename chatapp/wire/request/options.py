"""The structured parameters: stop, logit bias, response format, prediction, audio and the like."""

from dataclasses import dataclass
from typing import Any, Final

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import member
from chatapp.wire.request.parts import MUST, PARTS
from chatapp.wire.schema import json_schema
from chatapp.wire.schema.scalars import const, flag, mapping, number, text
from chatapp.wire.schema.schema import Schema, wrong
from chatapp.wire.schema.structures import fields, listed
from chatapp.wire.schema.unions import of_type, text_or, typed
from chatapp.wire.types import view
from chatapp.wire.types.view import View

__all__ = [
    "AUDIO",
    "LOGIT_BIAS",
    "MODALITIES",
    "PREDICTION",
    "RESPONSE_FORMAT",
    "STOP",
    "STREAM_OPTIONS",
    "WEB_SEARCH_OPTIONS",
    "AudioOptions",
    "StreamOptions",
]

_MAX_STOPS: Final = 4
_STOPS: Final = listed(text())
_BIAS: Final = number("", -100, 100)


def _stop(value: Any, place: str) -> None:
    """A string, or at most four; an empty list counts as none."""
    if isinstance(value, str):
        return
    if not isinstance(value, list):
        wrong(place, f"a string or a list of at most {_MAX_STOPS} strings", value)
    _STOPS.rule(value[:_MAX_STOPS], place)
    if len(value) > _MAX_STOPS:
        place = f"{place}[{_MAX_STOPS}]"
        raise Malformed(f"'{place}' is one too many: at most {_MAX_STOPS} strings are allowed.", place)


STOP: Final = Schema(
    json_schema.either(
        json_schema.text(),
        {**_STOPS.json, "maxItems": _MAX_STOPS},
        description="The answer ends before one of these texts.",
    ),
    _stop,
)


def _logit_bias(value: Any, place: str) -> None:
    if not isinstance(value, dict):
        wrong(place, "an object that gives tokens a number", value)
    for token, bias in value.items():
        _BIAS.rule(bias, member(place, token))


LOGIT_BIAS: Final = Schema(
    json_schema.of(
        "object",
        "By the number of a token: how much likelier (100: always) or less likely (-100: never) it gets.",
        additionalProperties=_BIAS.json,
        examples=[{"50256": -100}],
    ),
    _logit_bias,
)

MODALITIES: Final = listed(
    text(), "What the answer is made of.", must="a list of strings", examples=[["text", "audio"]]
)

_JSON_SCHEMA: Final = fields(
    {
        "name": text(examples=["answer"]),
        "description": text("What it is for."),
        "schema": mapping("A JSON Schema."),
        "strict": flag("Hold the answer to the schema, where the provider can."),
    },
    needs=("name",),
)
RESPONSE_FORMAT: Final = typed(
    fields({"type": const("text", "json_object")}, needs=("type",)),
    of_type("json_schema", _JSON_SCHEMA, "JSON that follows a schema."),
    description="What the answer has to look like.",
).component("ResponseFormat")

STREAM_OPTIONS: Final = fields(
    {
        "include_usage": flag("One more chunk before the end, without choices, has the `usage`."),
        "include_obfuscation": flag(
            "True pads every chunk, so that its size tells less about what is in it. False leaves out the "
            "provider's own padding."
        ),
    }
).component("ChatCompletionStreamOptions")

PREDICTION: Final = fields(
    {"type": text(examples=["content"]), "content": text_or(PARTS, text(), must=MUST)},
    "A text that much of the answer will repeat, which makes it faster.",
    needs=("type",),
).component("ChatCompletionPrediction")

AUDIO: Final = fields(
    {
        "format": text(examples=["wav", "mp3"]),
        "voice": text_or(
            fields({"id": text()}, "A voice of one's own.", needs=("id",)),
            text("A voice that the provider knows.", examples=["alloy"]),
            must="a name or an object with an 'id'",
        ),
    },
    "How an answer in speech sounds. Asked for by `modalities`.",
).component("ChatCompletionAudioParam")

WEB_SEARCH_OPTIONS: Final = fields(
    {
        "search_context_size": text(examples=["low", "medium", "high"]),
        "user_location": mapping("Roughly where the person is who asks."),
    },
    "For models that search the web.",
).component("WebSearchOptions")


@dataclass(frozen=True, slots=True)
class StreamOptions(View):
    """`stream_options`."""

    @property
    def include_usage(self) -> bool:
        return view.flag(self.raw, "include_usage") or False

    @property
    def include_obfuscation(self) -> bool | None:
        """None where the caller said nothing."""
        return view.flag(self.raw, "include_obfuscation")


@dataclass(frozen=True, slots=True)
class AudioOptions(View):
    """`audio` of a request."""

    @property
    def format(self) -> str:
        return view.text(self.raw, "format") or ""
