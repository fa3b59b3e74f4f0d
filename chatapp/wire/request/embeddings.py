"""The request for embeddings: what we act on by name, everything else kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.wire.request.parameters import MODEL, PARAMETERS
from chatapp.wire.schema import body as bodies
from chatapp.wire.schema.json_schema import either
from chatapp.wire.schema.scalars import filled, integer, text
from chatapp.wire.schema.schema import Schema, wrong
from chatapp.wire.schema.structures import fields, listed
from chatapp.wire.types import view
from chatapp.wire.types.view import View

__all__ = ["BODY", "EmbeddingsRequest", "Input"]

Input = str | tuple[int, ...]
"""One input: a text, or its tokens."""

_MUST = "a text, a list of texts, a list of tokens (integers) or a list of such lists, and not empty"
_TEXT = filled()
_TOKEN = integer()
_TOKENS = listed(_TOKEN, must="a list of tokens that is not empty", least=1)
_ITEMS: Mapping[type, Schema] = {str: _TEXT, int: _TOKEN, list: _TOKENS}


def _input(value: Any, place: str) -> None:
    """The first item says what all are."""
    if isinstance(value, str) and value:
        return
    if not isinstance(value, list) or not value:
        wrong(place, _MUST, value)
    first = value[0]
    item = next((schema for kind, schema in _ITEMS.items() if type(first) is kind), None)
    if item is None:
        wrong(f"{place}[0]", "a text, a token (an integer) or a list of tokens", first)
    for index, inner in enumerate(value):
        item.rule(inner, f"{place}[{index}]")


_INPUT = Schema(
    either(
        filled("One text.").json,
        listed(_TEXT, "Several texts.", least=1).json,
        listed(_TOKEN, "One text as tokens.", least=1).json,
        listed(_TOKENS, "Several texts as tokens.", least=1).json,
        description="What to embed.",
        examples=[["How do cats sleep?"]],
    ),
    _input,
)

BODY = fields(
    {
        "model": MODEL.annotated(examples=["text-embedding-3-small"]),
        "input": _INPUT,
        "encoding_format": text(examples=["float", "base64"]),
        "dimensions": integer("The length of the vectors, where the model leaves it open.", 1),
        "user": PARAMETERS["user"].schema,
    },
    "Parameters that are not named here are passed on to the provider.",
    needs=("model", "input"),
).component("CreateEmbeddingRequest")


@dataclass(frozen=True, slots=True)
class EmbeddingsRequest(View):
    """The body of `POST /embeddings`."""

    @classmethod
    def read(cls, body: bytes) -> "EmbeddingsRequest":
        """A caller's body. Raises Malformed with the `param` where it is wrong."""
        return cls(bodies.read(body, BODY))

    @classmethod
    def parse(cls, raw: Any) -> "EmbeddingsRequest":
        """A caller's body that was read already. Raises Malformed as `read` does."""
        return cls(bodies.parse(raw, BODY))

    def with_(self, **changes: Any) -> "EmbeddingsRequest":
        """The same request with other JSON values at these parameters."""
        return EmbeddingsRequest({**self.raw, **changes})

    @property
    def model(self) -> str:
        return view.text(self.raw, "model") or ""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every input, in order; one alone is a tuple of one."""
        value = self.raw.get("input")
        if not isinstance(value, list) or (value and isinstance(value[0], int)):
            value = [value]
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
