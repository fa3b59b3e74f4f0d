"""The structured parameters: stop, logit bias, response format, prediction, audio and the like."""

from dataclasses import dataclass
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import member
from chatapp.wire.request.parts import part
from chatapp.wire.schema.values import each, fields, flag, mapping, number, string, string_or, typed, wrong
from chatapp.wire.types import view
from chatapp.wire.types.view import View

__all__ = [
    "AudioOptions",
    "StreamOptions",
    "audio",
    "logit_bias",
    "modalities",
    "prediction",
    "response_format",
    "stop",
    "stream_options",
    "web_search_options",
]

MAX_STOPS = 4

_stops = each(string)
_bias = number(-100, 100)


def stop(value: Any, place: str) -> None:
    """A string, or at most four; an empty list counts as none."""
    if isinstance(value, str):
        return
    if not isinstance(value, list):
        wrong(place, f"a string or a list of at most {MAX_STOPS} strings", value)
    _stops(value[:MAX_STOPS], place)
    if len(value) > MAX_STOPS:
        place = f"{place}[{MAX_STOPS}]"
        raise Malformed(f"'{place}' is one too many: at most {MAX_STOPS} strings are allowed.", place)


def logit_bias(value: Any, place: str) -> None:
    """A number from -100 to 100 for each token."""
    if not isinstance(value, dict):
        wrong(place, "an object that gives tokens a number", value)
    for token, bias in value.items():
        _bias(bias, member(place, token))


modalities = each(string, "a list of strings")

_JSON_SCHEMA = fields(
    {"name": string, "description": string, "schema": mapping, "strict": flag}, needs=("name",)
)
response_format = typed({"json_schema": fields({"json_schema": _JSON_SCHEMA}, needs=("json_schema",))})

stream_options = fields({"include_usage": flag, "include_obfuscation": flag})

prediction = fields(
    {"type": string, "content": string_or(list, "a string or a list of parts", each(part))}, needs=("type",)
)

_VOICE = fields({"id": string}, needs=("id",))
audio = fields({"format": string, "voice": string_or(dict, "a name or an object with an 'id'", _VOICE)})

web_search_options = fields({"search_context_size": string, "user_location": mapping})


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
