"""JSON as bytes and text, exact: what goes in comes out equal.

orjson where it is exact. The standard library where orjson is not: lone surrogates (which it refuses) and
integers above 64 bits (which it turns into floats); and wherever orjson refuses, to say why, and where.
"""

import json
from math import isinf
from typing import Any, NoReturn

import orjson

from chatapp.wire.errors import Malformed
from chatapp.wire.json.nesting import SHALLOW, refuse_depth, too_deep
from chatapp.wire.json.path import find, visible, written

__all__ = ["MAX_DIGITS", "NOT_JSON", "dumps", "dumps_text", "loads"]

MAX_DIGITS = 4300
"""Digits of an integer: Python's own default, which an environment variable could lift."""

NOT_JSON = "invalid_json"
"""The error's `code` for bytes that are no JSON at all."""

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
    if len(raw) > SHALLOW:
        refuse_depth(value, raw)
    return value


def dumps(value: Any) -> bytes:
    """Compact UTF-8. Lone surrogates become `\\ud83d` escapes, big integers stay digits."""
    try:
        return orjson.dumps(value)
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8", "backslashreplace")


def dumps_text(value: Any) -> str:
    """The same as text: fit for a Postgres `json` column, U+0000 and lone surrogates (as escapes) included."""
    return dumps(value).decode()


class _Refused(Malformed):
    """A number that JSON does not have, or that we do not take; `what` it is."""

    def __init__(self, what: str, code: str | None = None, place: str = "") -> None:
        at = f" at '{place}'" if place else ""
        super().__init__(f"The JSON holds {what}{at}.", place or None, code)
        self.what = what


def _loads_exactly(raw: bytes) -> Any:
    text = _text(raw)
    try:
        return _decode(text, _exact)
    except _Refused as refused:
        raise _placed(text, refused) from None


def _text(raw: bytes) -> str:
    try:
        text = raw.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Malformed(f"The JSON is not valid UTF-8 at byte {error.start}.", code=NOT_JSON) from error
    if not text.strip():
        raise Malformed("The JSON is empty.", code=NOT_JSON)
    return text


def _decode(text: str, decoder: json.JSONDecoder) -> Any:
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        raise Malformed(f"The JSON is not valid: {error}.", code=NOT_JSON) from error
    except RecursionError:
        raise too_deep(text) from None


def _placed(text: str, refused: _Refused) -> Malformed:
    """The same refusal with its place, found by reading once more with a mark for every number that is refused."""
    marking = json.JSONDecoder(
        parse_int=lambda digits: refused if _is_too_long(digits) else 0,
        parse_float=lambda digits: refused if isinf(float(digits)) else 0,
        parse_constant=lambda name: refused,
    )
    found = find(_decode(text, marking), lambda value: value is refused)
    # None where a later member of the same name took its place.
    return _Refused(refused.what, refused.code, written(found[0])) if found else refused


def _integer(digits: str) -> int:
    if _is_too_long(digits):
        raise _Refused(f"an integer of more than {MAX_DIGITS} digits")
    return int(digits)


def _is_too_long(digits: str) -> bool:
    return len(digits) > MAX_DIGITS and len(digits.lstrip("-")) > MAX_DIGITS


def _float(digits: str) -> float:
    number = float(digits)
    if isinf(number):
        raise _Refused(f"a number that is too large ({visible(digits, 40)})")
    return number


def _constant(name: str) -> NoReturn:
    raise _Refused(f"{name} (which is not JSON)", NOT_JSON)


_exact = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)
