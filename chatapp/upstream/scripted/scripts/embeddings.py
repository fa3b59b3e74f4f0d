"""Embeddings without a model: the same words have the same direction."""

import base64
import hashlib
import math
import re
import struct
from typing import Any

SIZE = 64
LARGEST = 4096
"""Of a vector. What asks for a larger one is refused, as models do."""
_WORD = re.compile(r"\w+")


def embeddings(body: dict[str, Any]) -> dict[str, Any]:
    """The answer of `POST /embeddings`, for all four kinds of input, as floats or as base64 of them."""
    texts = _texts(body.get("input", ""))
    size = int(body.get("dimensions") or SIZE)
    encode = _base64 if body.get("encoding_format") == "base64" else list[float]
    data = [
        {"object": "embedding", "index": index, "embedding": encode(_vector(text, size))}
        for index, text in enumerate(texts)
    ]
    tokens = sum(len(_WORD.findall(text)) for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": body.get("model", ""), "usage": usage}


def _texts(given: Any) -> list[str]:
    """A text, several, the tokens of one, or the tokens of several; a token is a word."""
    if not isinstance(given, list):
        return [str(given)]
    if given and isinstance(given[0], int):
        return [" ".join(map(str, given))]
    return [" ".join(map(str, one)) if isinstance(one, list) else str(one) for one in given]


def _vector(text: str, size: int) -> list[float]:
    counts = [0.0] * size
    for word in _WORD.findall(text.lower()):
        counts[hashlib.sha256(word.encode()).digest()[0] % size] += 1
    length = math.hypot(*counts) or 1.0
    return [count / length for count in counts]


def _base64(vector: list[float]) -> str:
    """Little-endian floats of four bytes, as the API sends them."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
