"""JSON goes in and comes out equal, whatever is in it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import dumps, dumps_text, loads
from chatapp.wire.json.nesting import MAX_DEPTH

LONE_HIGH, LONE_LOW = "\ud83d", "\ude00"

texts = st.text(st.characters(exclude_categories=())).map(
    lambda words: words.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


@given(values)
def test_any_value_survives_the_way_out_and_in(value: Any) -> None:
    assert loads(dumps(value)) == value
    assert loads(dumps_text(value)) == value
    assert "\0" not in dumps_text(value).encode().decode()


@given(values)
def test_any_value_is_read_as_the_standard_library_reads_it(value: Any) -> None:
    written = json.dumps(value)
    assert repr(loads(written)) == repr(json.loads(written))
    assert repr(loads(written.encode())) == repr(json.loads(written))


@pytest.mark.parametrize("integer", [2**53 + 1, 2**63, 2**64 - 1, 2**64, -(2**63) - 1, 10**19, 10**400])
def test_big_integers_stay_integers(integer: int) -> None:
    assert loads(str(integer)) == integer
    assert type(loads(str(integer))) is int
    assert dumps({"n": integer}) == b'{"n":%d}' % integer


def test_lone_surrogates_are_kept_and_written_as_escapes() -> None:
    assert loads(rb'"a\ud83d"') == "a" + LONE_HIGH
    assert dumps(["ü" + LONE_LOW]) == '["ü\\ude00"]'.encode()
    assert dumps_text("\0" + LONE_HIGH) == r'"\u0000\ud83d"'


def test_a_byte_order_mark_is_no_part_of_the_value() -> None:
    assert loads(b'\xef\xbb\xbf{"a":1}') == {"a": 1}


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"{",
        b'{"a":1} x',
        b"NaN",
        b"[Infinity]",
        b"[-Infinity]",
        b"1e400",
        b"-1e400",
        b"1" * 5000,
        b"[-" + b"1" * 5000 + b"]",
        b"1" * 400 + b".0",
        b'"\xff"',
        b'"\x00"',
        b"\x00",
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b"'single'",
        b"[1,]",
    ],
    ids=lambda hostile: repr(hostile[:12]),
)
def test_hostile_texts_are_refused_with_a_sentence(hostile: bytes) -> None:
    with pytest.raises(Malformed, match=r"^The JSON .+\.$"):
        loads(hostile)


def test_nesting_is_allowed_up_to_the_limit_and_can_be_written_again() -> None:
    deepest = loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert dumps({"messages": [deepest]}).count(b"[") == MAX_DEPTH + 1
    with pytest.raises(Malformed, match="deeper"):
        loads("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_many_brackets_side_by_side_are_not_deep() -> None:
    wide: list[Any] = [[{}]] * 1000
    assert loads(dumps(wide)) == wide
