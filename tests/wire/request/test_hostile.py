"""Hostile bodies are refused with the place of what is wrong; nothing but Malformed is ever raised."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import MAX_DIGITS, dumps, dumps_text
from chatapp.wire.json.nesting import MAX_DEPTH
from chatapp.wire.request.chat import Request
from chatapp.wire.types.error_body import ErrorBody
from tests.wire.json.test_jsontext import texts
from tests.wire.request.test_chat import FULL, HELLO, LEAST


def refused(body: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        Request.read(body)
    return caught.value


def with_content(content: bytes) -> bytes:
    return b'{"model":"m","messages":[{"role":"user","content":%b}]}' % content


def test_a_body_is_read_as_it_came() -> None:
    assert Request.read(dumps(FULL)).raw == FULL
    assert Request.read(dumps_text(FULL).encode()).raw == FULL


@pytest.mark.parametrize(
    ("body", "param", "what"),
    [
        (with_content(rb'"a\u0000b"'), "messages[0].content", "U+0000"),
        (with_content(rb'"\u0000"'), "messages[0].content", "U+0000"),
        (with_content(rb'"a\ud83d"'), "messages[0].content", "U+D83D"),
        (with_content(rb'"\uDE00\uD83D"'), "messages[0].content", "U+DE00"),
        (with_content(rb'[{"type":"text","text":"\ud83d"}]'), "messages[0].content[0].text", "U+D83D"),
        (rb'{"model":"\u0000","messages":[]}', "model", "U+0000"),
        (rb'{"messages":[],"metadata":{"a\u0000":"x"}}', r"metadata.a\u0000", "U+0000"),
        (rb'{"anything":{"\ud83d":["x",{"y":"z"}]}}', r"anything.\ud83d", "U+D83D"),
        (rb'{"anything":[["x"],{"y":[1,"z\u0000"]}]}', "anything[1].y[1]", "U+0000"),
    ],
)
def test_a_refused_character_is_named_by_its_path(body: bytes, param: str, what: str) -> None:
    error = refused(body)
    assert error.param == param
    assert f"'{param}' holds" in error.message
    assert what in error.message
    assert error.code is None


def test_the_first_refused_character_is_named_with_its_position() -> None:
    error = refused(rb'{"model":"m","user":"ab\u0000","messages":["\u0000"]}')
    expected = "'user' holds U+0000 at character 2, which cannot be kept or passed on. Take it out."
    assert error.message == expected


@pytest.mark.parametrize(
    "content", [rb'"\\u0000"', rb'"\ud83d\ude00"', rb'"\u00e4\u0001"', '"😀"'.encode(), rb'"\\ud83d"']
)
def test_what_only_looks_like_a_refused_character_is_accepted(content: bytes) -> None:
    assert Request.read(with_content(content)).messages[0].raw["content"] == json.loads(content)


def test_a_value_that_was_read_already_is_looked_through_too() -> None:
    for words in ("\0", "\ud83d"):
        with pytest.raises(Malformed) as caught:
            Request.parse({**LEAST, "seed": 2**70, "user": words})
        assert caught.value.param == "user"


def test_a_provider_takes_any_character_but_no_wrong_shape() -> None:
    assert Request.shaped({**LEAST, "user": "\0\ud83d"}).raw["user"] == "\0\ud83d"
    with pytest.raises(Malformed):
        Request.shaped({**LEAST, "user": 7})


@pytest.mark.parametrize(
    ("number", "what", "code"),
    [
        (b"NaN", "NaN", "invalid_json"),
        (b"Infinity", "Infinity", "invalid_json"),
        (b"-Infinity", "-Infinity", "invalid_json"),
        (b"1e400", "1e400", None),
        (b"-1e400", "-1e400", None),
        (b"9" * (MAX_DIGITS + 1), f"more than {MAX_DIGITS} digits", None),
        (b"-" + b"9" * 5000, f"more than {MAX_DIGITS} digits", None),
    ],
    ids=lambda value: repr(value)[:12],
)
def test_a_number_that_is_none_is_named_by_its_path(number: bytes, what: str, code: str | None) -> None:
    for body, param in [
        (b'{"model":"m","temperature":%b,"top_p":%b}' % (number, number), "temperature"),
        (with_content(b'[{"type":"text"},{"x":[0,%b]}]' % number), "messages[0].content[1].x[1]"),
    ]:
        error = refused(body)
        assert (error.param, error.code) == (param, code)
        assert what in error.message
        assert f"'{param}'" in error.message


def test_an_integer_may_have_as_many_digits_as_python_reads() -> None:
    seed = 10**MAX_DIGITS - 1
    assert Request.read(dumps({**LEAST, "seed": seed})).raw["seed"] == seed


@pytest.mark.parametrize(
    "content",
    [
        b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
        b"[" * 900 + b"]" * 900,
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
    ids=lambda content: f"{len(content)} brackets",
)
def test_what_is_nested_too_deep_is_named_by_the_way_there(content: bytes) -> None:
    error = refused(with_content(content))
    assert error.param == "messages[0].content[0][0][0][0][0]"
    outer = 3  # the request, its messages, the message
    first_too_deep = with_content(content).index(b"[[[") + MAX_DEPTH - outer
    assert error.message.endswith(f"in '{error.param}', from character {first_too_deep} on.")


def test_the_way_into_the_depth_is_told_with_its_names() -> None:
    deep = b'{"a":1,"b":["]",{"k\\"[":' * 150 + b"1" + b"}]}" * 150
    error = refused(b'{"model":"m","messages":[],"tools":[{},{"x":%b}]}' % deep)
    assert error.param == r"tools[1].x.b[1].k\"[.b[1]"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The JSON is empty."),
        (b" \r\n\t", "The JSON is empty."),
        (b"\xef\xbb\xbf", "The JSON is empty."),
        (b"{", "line 1 column 2 (char 1)"),
        (b'{"model": "m",\n "messages": [}', "line 2 column 15 (char 29)"),
        (b'{"model": "a\x00b"}', "line 1 column 13 (char 12)"),
        (b'{"model": "\xff"}', "not valid UTF-8 at byte 11."),
        (b'\xef\xbb\xbf{"model": "\xff"}', "not valid UTF-8 at byte 14."),
        (b'{"model": "\xed\xa0\xbd"}', "not valid UTF-8 at byte 11."),
        (b"model=m&messages=x", "line 1 column 1 (char 0)"),
    ],
    ids=repr,
)
def test_bytes_that_are_no_json_are_told_where(body: bytes, message: str) -> None:
    error = refused(body)
    assert message in error.message
    assert (error.param, error.code) == (None, "invalid_json")
    assert ErrorBody.of_malformed(error).to_json()["error"] == {
        "message": error.message,
        "type": "invalid_request_error",
        "param": None,
        "code": "invalid_json",
    }


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"7", b"null", b"true", b'[{"model":"m"}]'])
def test_json_that_is_no_object_is_told_so(body: bytes) -> None:
    error = refused(body)
    assert error.message == "The request must be a JSON object: {...}."
    assert (error.param, error.code) == (None, None)


def test_a_byte_order_mark_and_a_name_given_twice_are_accepted() -> None:
    assert Request.read(b"\xef\xbb\xbf" + dumps(LEAST)).raw == LEAST
    assert Request.read(b'{"model":"a","messages":[%b],"model":"b"}' % dumps(HELLO)).model == "b"


def test_a_refused_number_that_a_later_one_replaced_is_refused_all_the_same() -> None:
    error = refused(b'{"model":"m","seed":NaN,"seed":1}')
    assert error.param is None
    assert "NaN" in error.message


@given(st.binary() | st.binary().map(with_content))
def test_any_bytes_are_a_request_or_malformed(body: bytes) -> None:
    assert _error(lambda: Request.read(body)) != ""


@given(st.dictionaries(texts, texts), st.booleans())
def test_a_text_is_accepted_as_bytes_where_it_is_as_a_value(extra: dict[str, str], ascii_only: bool) -> None:
    body: dict[str, Any] = {"extra": extra, **LEAST}
    found = [_error(lambda: Request.parse(body)), _error(lambda: Request.read(_written(body, ascii_only)))]
    assert found[0] == found[1]


def _written(body: dict[str, Any], ascii_only: bool) -> bytes:
    return dumps_text(body).encode() if ascii_only else dumps(body)


def _error(read: Callable[[], Request]) -> str | None:
    try:
        read()
    except Malformed as error:
        return error.message
    return None
