"""JSON as bytes and text, exact: what goes in comes out equal.

orjson where it is exact. The standard library where orjson is not: lone surrogates (which it refuses) and
integers above 64 bits (which it turns into floats).
"""

import json
from typing import Any, NoReturn

import orjson

from chatapp.wire.errors import Malformed

__all__ = ["MAX_DEPTH", "MAX_DIGITS", "dumps", "dumps_text", "loads"]

MAX_DEPTH = 200
"""Levels of nesting: below orjson's 254 for writing, so that what was read can be wrapped and sent on."""

MAX_DIGITS = 4300
"""Digits of an integer: Python's own default, which an environment variable could lift."""

_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_MANY_DIGITS = (
    b"0" * 19
)  # 64 bits hold 18 nines; a translation and a search cost a tenth of a regular expression


def loads(data: bytes | str) -> Any:
    """The value of one JSON text. Raises Malformed; never RecursionError, never a NaN or an infinity."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if _MANY_DIGITS in raw.translate(_DIGITS_TO_ZERO):
        value = _loads_exactly(raw)
    else:
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError:
            value = _loads_exactly(raw)
    if len(raw) > MAX_DEPTH * 2 and raw.count(b"[") + raw.count(b"{") > MAX_DEPTH:
        _refuse_depth(value)
    return value


def dumps(value: Any) -> bytes:
    """Compact UTF-8. Lone surrogates become `\\ud83d` escapes, big integers stay digits."""
    try:
        return orjson.dumps(value)
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8", "backslashreplace")


def dumps_text(value: Any) -> str:
    """Compact ASCII: safe for a Postgres `json` column, U+0000 and lone surrogates included."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _loads_exactly(raw: bytes) -> Any:
    try:
        return _decoder.decode(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Malformed(f"The JSON is not valid UTF-8 at byte {error.start}.") from error
    except json.JSONDecodeError as error:
        raise Malformed(f"The JSON is not valid: {error}.") from error
    except RecursionError as error:
        raise Malformed(f"The JSON is nested deeper than {MAX_DEPTH} levels.") from error


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return
    raise Malformed(f"The JSON is nested deeper than {MAX_DEPTH} levels.")


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [child for child in value.values() if isinstance(child, dict | list)]
    if isinstance(value, list):
        return [child for child in value if isinstance(child, dict | list)]
    return []


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise Malformed(f"The JSON holds an integer of more than {MAX_DIGITS} digits.")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise Malformed(f"The JSON holds a number that is too large: {digits[:40]}.")
    return number


def _constant(name: str) -> NoReturn:
    raise Malformed(f"The JSON holds {name}, which is not a JSON value.")


_decoder = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)
