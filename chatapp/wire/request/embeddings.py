"""The request for embeddings: what we act on by name, everything else kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.wire.schema import body as bodies
from chatapp.wire.schema.values import Rule, each, fields, filled, integer, string, wrong
from chatapp.wire.types.view import View, text

__all__ = ["EmbeddingsRequest", "Input"]

Input = str | tuple[int, ...]
"""One input: a text, or its tokens."""


@dataclass(frozen=True, slots=True)
class EmbeddingsRequest(View):
    """The body of `POST /embeddings`."""

    @classmethod
    def read(cls, body: bytes) -> "EmbeddingsRequest":
        """A caller's body. Raises Malformed with the `param` where it is wrong."""
        return cls(bodies.read(body, _check))

    @classmethod
    def parse(cls, raw: Any) -> "EmbeddingsRequest":
        """A caller's body that was read already. Raises Malformed as `read` does."""
        return cls(bodies.parse(raw, _check))

    def with_(self, **changes: Any) -> "EmbeddingsRequest":
        """The same request with other JSON values at these parameters."""
        return EmbeddingsRequest({**self.raw, **changes})

    @property
    def model(self) -> str:
        return text(self.raw, "model") or ""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every input, in order; one alone is a tuple of one."""
        value = self.raw.get("input")
        if not isinstance(value, list) or (value and isinstance(value[0], int)):
            value = [value]
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)


_MUST = "a text, a list of texts, a list of tokens (integers) or a list of such lists, and not empty"
_tokens = each(integer(), "a list of tokens that is not empty", least=1)


def _input(value: Any, place: str) -> None:
    """The first item says what all are."""
    if isinstance(value, str) and value:
        return
    if not isinstance(value, list) or not value:
        wrong(place, _MUST, value)
    first = value[0]
    item = next((rule for kind, rule in _ITEMS.items() if type(first) is kind), None)
    if item is None:
        wrong(f"{place}[0]", "a text, a token (an integer) or a list of tokens", first)
    for index, inner in enumerate(value):
        item(inner, f"{place}[{index}]")


_ITEMS: Mapping[type, Rule] = {str: filled, int: integer(), list: _tokens}

_check = fields(
    {"model": filled, "input": _input, "encoding_format": string, "dimensions": integer(1), "user": string},
    needs=("model", "input"),
)
