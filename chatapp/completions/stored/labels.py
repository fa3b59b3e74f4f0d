"""What a stored completion is found by: the pairs of its metadata, and the names of its model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chatapp.wire.json.clean import clean_text

MODEL = "model"
PAIR = "metadata."
_LONGEST_NAME = 80
_LONGEST_VALUE = 512

Label = tuple[str, str]


def labels_of(metadata: Mapping[str, str], names: Iterable[str]) -> list[Label]:
    """The rows of `StoredLabel` as (name, value), each once. `names`: what the model goes by, empty ones skipped."""
    pairs = map(pair_label, metadata, metadata.values())
    return list(dict.fromkeys([*pairs, *map(model_label, filter(None, names))]))


def pair_label(key: str, value: str) -> Label:
    """The label of one pair of metadata."""
    return _column(PAIR + key, _LONGEST_NAME), _column(value, _LONGEST_VALUE)


def model_label(name: str) -> Label:
    """The label of one name of a model."""
    return MODEL, _column(name, _LONGEST_VALUE)


def _column(text: str, length: int) -> str:
    # A column holds neither U+0000 nor half a surrogate pair. What is looked for goes the same way, and is found.
    return clean_text(text)[:length]
