"""Parts of a message's content."""

from __future__ import annotations

from typing import Final

from chatapp.wire.request.parts import PASSED_ON
from chatapp.wire.schema.json_schema import Json, all_or_null, const, either, fields, listed, ref, text

_IMAGE: Final = fields(
    {
        "url": text("An address on the web, or the image itself as a `data:` URL.", examples=[
            "https://www.example.com/cat.jpg"
        ]),
        **all_or_null({"detail": text("How closely to look.", examples=["auto", "low", "high"])}),
    },
    needs=("url",),
)  # fmt: skip
_AUDIO: Final = fields(
    {"data": text("Base64."), "format": text(examples=["wav", "mp3"])},
    needs=("data", "format"),
)
_FILE: Final = fields(
    all_or_null(
        {
            "file_data": text("The file as a `data:` URL."),
            "file_id": text("A file that the provider has already."),
            "filename": text(),
        }
    )
)

SCHEMAS: Final[Json] = {
    "ChatCompletionContentPart": {
        "oneOf": [
            ref("ChatCompletionContentPartText"),
            ref("ChatCompletionContentPartImage"),
            ref("ChatCompletionContentPartInputAudio"),
            ref("ChatCompletionContentPartFile"),
            ref("ChatCompletionContentPartRefusal"),
            ref("ChatCompletionContentPartOther"),
        ],
        "description": "A part of a message. Which types a model understands is its provider's to say.",
    },
    "ChatCompletionContentPartText": fields({"type": const("text"), "text": text()}, needs=("type", "text")),
    "ChatCompletionContentPartImage": fields(
        {
            "type": const("image_url"),
            "image_url": either(_IMAGE, text("Only its address; some servers take it.")),
        },
        needs=("type", "image_url"),
    ),
    "ChatCompletionContentPartInputAudio": fields(
        {"type": const("input_audio"), "input_audio": _AUDIO}, needs=("type", "input_audio")
    ),
    "ChatCompletionContentPartFile": fields({"type": const("file"), "file": _FILE}, needs=("type", "file")),
    "ChatCompletionContentPartRefusal": fields(
        {"type": const("refusal"), "refusal": text("What the model said in place of an answer.")},
        needs=("type", "refusal"),
    ),
    "ChatCompletionContentPartOther": fields(
        {"type": text(enum=sorted(PASSED_ON))},
        "A part that some servers know and that is no part of the API. It is passed on as it is.",
        needs=("type",),
    ),
}

PARTS: Final = listed(ref("ChatCompletionContentPart"))
