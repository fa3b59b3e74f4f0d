"""What a stored completion is found by: the pairs of its metadata, and the names of its model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MODEL = "model"
_PAIR = "metadata."
_LONGEST_NAME = 80
_LONGEST_VALUE = 512

Label = tuple[str, str]


def labels_of(metadata: Mapping[str, str], names: Iterable[str]) -> list[Label]:
    """The rows of `StoredLabel` as (name, value), each once. `names`: what the model goes by, empty ones skipped."""
    return list(dict.fromkeys([*map(pair, metadata, metadata.values()), *map(model, filter(None, names))]))


def pair(key: str, value: str) -> Label:
    """The label of one pair of metadata."""
    return _column(_PAIR + key, _LONGEST_NAME), _column(value, _LONGEST_VALUE)


def model(name: str) -> Label:
    """The label of one name of a model."""
    return MODEL, _column(name, _LONGEST_VALUE)


def _column(text: str, length: int) -> str:
    # A column holds neither U+0000 nor half a surrogate pair. What is looked for goes the same way, and is found.
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()[:length]
