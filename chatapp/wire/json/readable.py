"""JSON that every client can read.

Half a surrogate pair can be written as an escape, but strict readers refuse the whole text for it: what goes
out has U+FFFD in its place.
"""

import json
from typing import Any

import orjson

__all__ = ["readable", "readable_json"]


def readable_json(value: Any) -> bytes:
    """Compact UTF-8 of a value that may have lone surrogates and integers of any size."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return _whole(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)).encode()


def readable(value: Any) -> Any:
    """The same value without lone surrogates; itself where it has none."""
    try:
        orjson.dumps(value)
    except TypeError:
        return _cleaned(value)
    return value


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return _whole(value)
        case dict():
            return {_whole(key): _cleaned(inner) for key, inner in value.items()}
        case list():
            return [_cleaned(inner) for inner in value]
        case _:
            return value


def _whole(text: str) -> str:
    return (
        text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    )
