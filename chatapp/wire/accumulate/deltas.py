"""What became new by a chunk: named deltas for those who follow an answer live."""

from typing import Any, NamedTuple

from chatapp.wire.types.usage import Usage

__all__ = [
    "AnnotationsDelta",
    "AudioDelta",
    "Change",
    "ContentDelta",
    "Finished",
    "FunctionCallDelta",
    "ImagesDelta",
    "OnlyContent",
    "ReasoningDelta",
    "RefusalDelta",
    "ToolCallDelta",
    "UsageDelta",
]


class ContentDelta(NamedTuple):
    choice: int
    text: str


class OnlyContent(ContentDelta):
    """All that is new in its chunk: in all else the chunk is one that came before."""

    __slots__ = ()


class ReasoningDelta(NamedTuple):
    choice: int
    text: str


class RefusalDelta(NamedTuple):
    choice: int
    text: str


class ToolCallDelta(NamedTuple):
    """A fragment of a call: `arguments` appends; `id`, `name`, `type` are whole and replace what was known.

    `index` is the call's place among the calls of the choice, ours where the provider's would be ambiguous.
    """

    choice: int
    index: int  # type: ignore[assignment]  # tuple.index: nobody searches a change
    id: str
    name: str
    arguments: str
    type: str


class FunctionCallDelta(NamedTuple):
    """The older API's call: `arguments` appends, `name` is whole and replaces."""

    choice: int
    name: str
    arguments: str


class AnnotationsDelta(NamedTuple):
    """`annotations` (JSON objects) append."""

    choice: int
    annotations: list[dict[str, Any]]


class AudioDelta(NamedTuple):
    """`data` is the provider's fragment: any of `id`, `data` (base64), `transcript`, `expires_at`."""

    choice: int
    data: dict[str, Any]


class ImagesDelta(NamedTuple):
    """`images` append: `image_url` parts, mostly with a `data:` URL."""

    choice: int
    images: list[dict[str, Any]]


class Finished(NamedTuple):
    choice: int
    reason: str


class UsageDelta(NamedTuple):
    """The usage so far: it replaces."""

    usage: Usage


Change = (
    ContentDelta
    | ReasoningDelta
    | RefusalDelta
    | ToolCallDelta
    | FunctionCallDelta
    | AnnotationsDelta
    | AudioDelta
    | ImagesDelta
    | Finished
    | UsageDelta
)
