"""Embeddings without a model: the same words give the same direction."""

import hashlib
import math
import re
from typing import Any

SIZE = 64
_WORD = re.compile(r"\w+")


def embeddings(body: dict[str, Any]) -> dict[str, Any]:
    """The answer of `POST /embeddings`, for a string or a list of strings."""
    given = body.get("input", "")
    texts = [str(text) for text in given] if isinstance(given, list) else [str(given)]
    data = [
        {"object": "embedding", "index": index, "embedding": _vector(text)}
        for index, text in enumerate(texts)
    ]
    tokens = sum(len(_WORD.findall(text)) for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": body.get("model", ""), "usage": usage}


def _vector(text: str) -> list[float]:
    counts = [0.0] * SIZE
    for word in _WORD.findall(text.lower()):
        counts[hashlib.sha256(word.encode()).digest()[0] % SIZE] += 1
    length = math.hypot(*counts) or 1.0
    return [count / length for count in counts]
