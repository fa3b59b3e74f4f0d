"""Rules for the parts of a message's content."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.json.path import visible
from chatapp.wire.schema.values import Rule, fields, string, string_or, wrong
from chatapp.wire.types.parts import PartType

__all__ = ["PASSED_ON", "part"]

PASSED_ON = frozenset(
    [
        "audio_url",
        "document_url",
        "image_embeds",
        "redacted_thinking",
        "reference",
        "thinking",
        "tool_reference",
        "video_url",
    ]
)
"""Types that are no part of the API and that other servers know: theirs to judge."""


def part(value: Any, place: str) -> None:
    """One part: its type is known, and what the type needs is there."""
    if not isinstance(value, dict):
        wrong(place, "an object with a 'type'", value)
    kind = value.get("type")
    rule = _RULES.get(kind) if isinstance(kind, str) else None
    if rule is not None:
        rule(value, place)
    elif not isinstance(kind, str):
        wrong(f"{place}.type", f"one of {_TYPES}", kind)
    elif kind not in PASSED_ON:
        said = visible(kind, 40)
        raise Malformed(f"'{place}.type' must be one of {_TYPES}, not '{said}'.", f"{place}.type")


_IMAGE = fields({"url": string, "detail": string}, needs=("url",))
_AUDIO = fields({"data": string, "format": string}, needs=("data", "format"))
_FILE = fields({"file_data": string, "file_id": string, "filename": string})

_RULES: Mapping[str, Rule] = {
    PartType.TEXT: fields({"text": string}, needs=("text",)),
    # A bare string, too: some servers take it.
    PartType.IMAGE_URL: fields(
        {"image_url": string_or(dict, "an object with a 'url'", _IMAGE)}, needs=("image_url",)
    ),
    PartType.INPUT_AUDIO: fields({"input_audio": _AUDIO}, needs=("input_audio",)),
    PartType.FILE: fields({"file": _FILE}, needs=("file",)),
    PartType.REFUSAL: fields({"refusal": string}, needs=("refusal",)),
}
_TYPES = ", ".join(PartType)
