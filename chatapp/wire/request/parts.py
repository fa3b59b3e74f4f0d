"""Parts of a message's content."""

from typing import Final

from chatapp.wire.schema.scalars import const, text
from chatapp.wire.schema.schema import Schema
from chatapp.wire.schema.structures import fields, listed
from chatapp.wire.schema.unions import of_type, tagged, text_or
from chatapp.wire.types.parts import PartType

__all__ = ["MUST", "PART", "PARTS"]

MUST: Final = "a string or a list of parts"

# Types that are no part of the API and that other servers know: theirs to judge.
_PASSED_ON: Final = (
    "audio_url", "document_url", "image_embeds", "redacted_thinking", "reference", "thinking", "tool_reference",
    "video_url",
)  # fmt: skip

_IMAGE: Final = fields(
    {
        "url": text(
            "An address on the web, or the image itself as a `data:` URL.",
            examples=["https://www.example.com/cat.jpg"],
        ),
        "detail": text("How closely to look.", examples=["auto", "low", "high"]),
    },
    needs=("url",),
)
_AUDIO: Final = fields(
    {"data": text("Base64."), "format": text(examples=["wav", "mp3"])}, needs=("data", "format")
)
_FILE: Final = fields(
    {
        "file_data": text("The file as a `data:` URL."),
        "file_id": text("A file that the provider has already."),
        "filename": text(),
    }
)


def _part(name: str, body: Schema) -> Schema:
    return body.component(f"ChatCompletionContentPart{name}")


_ADDRESS: Final = text("Only its address; some servers take it.")
_OTHER: Final = fields(
    {"type": const(*_PASSED_ON)},
    "A part that some servers know and that is no part of the API. It is passed on as it is.",
    needs=("type",),
)

PART: Final = tagged(
    "type",
    PartType,
    _part("Text", of_type(PartType.TEXT, text())),
    _part("Image", of_type(PartType.IMAGE_URL, text_or(_IMAGE, _ADDRESS, must="an object with a 'url'"))),
    _part("InputAudio", of_type(PartType.INPUT_AUDIO, _AUDIO)),
    _part("File", of_type(PartType.FILE, _FILE)),
    _part("Refusal", of_type(PartType.REFUSAL, text("What the model said in place of an answer."))),
    _part("Other", _OTHER),
    description="A part of a message. Which types a model understands is its provider's to say.",
).component("ChatCompletionContentPart")

PARTS: Final = listed(PART)
