"""The documents that describe the API, and what they cannot say all at once."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

FOLDER = Path(__file__).parent / "schemas"
ANSWERS = ["000_response", "001_chat_completion", "002_response", "003_chat_completion", "004_response"]
CHUNK = "001_chunk"

_VALIDATORS = {
    name: Draft202012Validator(json.loads((FOLDER / f"{name}.schema.json").read_text()))
    for name in (*ANSWERS, CHUNK)
}


def complaints(value: dict[str, Any], *documents: str) -> list[str]:
    """What the documents have against it, but for what no answer could please them all with."""
    return [
        f"{name} at {error.json_path}: {error.message}"
        for name in documents
        for error in _VALIDATORS[name].iter_errors(value)
        if not _is_inexpressible(error, value)
    ]


def _is_inexpressible(error: ValidationError, answer: dict[str, Any]) -> bool:
    """Calls of custom tools, finish reasons that not all of them know, annotations that are no citations."""
    place = list(error.absolute_path)
    if place[-1:] == ["finish_reason"]:
        return answer["choices"][place[1]]["finish_reason"] not in (None, "stop", "length", "tool_calls")
    return any(_odd_parts(answer["choices"][place[1]].get("message", {}), place)) if len(place) > 3 else False


def _odd_parts(message: dict[str, Any], place: list[Any]) -> Iterator[bool]:
    if "tool_calls" in place:
        yield any("function" not in call for call in message["tool_calls"])
    if "annotations" in place:
        yield any(one.get("type") != "url_citation" for one in message["annotations"])
