"""Error bodies of every shape that was seen become the one of the API."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.errors import Malformed
from chatapp.wire.types.error_body import ErrorBody

FASTAPI = {"detail": [{"loc": ["body", "messages", 0, "role"], "msg": "Field required", "type": "missing"}]}
SERVICESTACK = {"errorCode": "ValidationException", "message": "Bad", "errors": [{"fieldName": "Model"}]}


@pytest.mark.parametrize(
    ("body", "message", "type_", "param", "code"),
    [
        ({"error": {"message": "m", "type": "t", "param": "p", "code": "c"}}, "m", "t", "p", "c"),
        (
            {"error": {"message": "m", "type": None, "param": None, "code": 429}},
            "m",
            "rate_limit_error",
            None,
            "429",
        ),
        ({"error": "text"}, "text", "rate_limit_error", None, None),
        (
            {"error": "Not Found", "message": "No such model: x"},
            "No such model: x",
            "rate_limit_error",
            None,
            None,
        ),
        ({"error": {"error": {"message": "m"}}}, "m", "rate_limit_error", None, None),
        ({"detail": "text"}, "text", "rate_limit_error", None, None),
        ({"detail": {"error": "text"}}, "text", "rate_limit_error", None, None),
        (FASTAPI, "messages.0.role: Field required", "rate_limit_error", "messages.0.role", None),
        ({"message": "m", "code": "c"}, "m", "rate_limit_error", None, "c"),
        ({"object": "error", "message": "m", "type": "t", "param": None, "code": 4}, "m", "t", None, "4"),
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "m"}},
            "m",
            "overloaded_error",
            None,
            None,
        ),
        ({"errors": [{"message": "m", "code": 7}]}, "m", "rate_limit_error", None, "7"),
        ({"responseStatus": SERVICESTACK}, "Bad", "rate_limit_error", "Model", "ValidationException"),
        ([{"error": {"message": "m", "code": 400}}], "m", "rate_limit_error", None, "400"),
        ({"title": "Too many", "status": 429}, "Too many", "rate_limit_error", None, None),
        ({"error": {"message": {"text": "deep", "message": "m"}}}, "m", "rate_limit_error", None, None),
        ("text", "text", "rate_limit_error", None, None),
    ],
    ids=repr,
)
def test_json_of_every_shape(
    body: Any, message: str, type_: str, param: str | None, code: str | None
) -> None:
    for given_body in (body, json.dumps(body).encode()):
        error = ErrorBody.parse(given_body, 429)
        assert (error.message, error.type, error.param, error.code) == (message, type_, param, code)


def test_a_page_of_a_proxy_gives_its_title() -> None:
    page = b"<html><head><title>502 Bad\n Gateway</title></head><body><h1>nginx</h1></body></html>"
    assert ErrorBody.parse(page, 502).message == "502 Bad Gateway"


def test_a_page_without_a_title_gives_its_words() -> None:
    page = b"<script>if (a < b) {}</script><p>Service&nbsp;is <b>busy</b></p>"
    assert ErrorBody.parse(page, 503).message == "Service is busy"


def test_plain_text_is_the_message() -> None:
    assert ErrorBody.parse(b"upstream connect error\n", 503).message == "upstream connect error"
    assert len(ErrorBody.parse(b"x" * 10_000, 503).message) == 500


def test_exotic_texts_and_numbers_are_kept() -> None:
    error = ErrorBody.parse(
        rb'{"error": {"message": "a\ud83d", "code": 123456789012345678901234567890}}', 400
    )
    assert (error.message, error.code) == ("a\ud83d", "123456789012345678901234567890")


@pytest.mark.parametrize(
    "nothing", [b"", None, {}, [], b"null", b"{}", b"  ", {"error": {}}, {"error": None}, 7]
)
def test_nothing_still_gives_a_sentence(nothing: Any) -> None:
    error = ErrorBody.parse(nothing, 502)
    assert error.message == "The provider answered with status 502 and no message."
    assert error.type == "server_error"


def test_the_way_out_has_four_keys_and_what_else_came() -> None:
    error = ErrorBody.parse({"error": {"message": "m", "metadata": {"raw": "r"}, "code": 400}}, 400)
    assert error.to_json() == {
        "error": {
            "message": "m",
            "type": "invalid_request_error",
            "param": None,
            "code": "400",
            "metadata": {"raw": "r"},
        }
    }


def test_an_error_of_ours_names_its_place() -> None:
    body = ErrorBody.of_malformed(Malformed("Wrong.", "messages[2].content[0].type"))
    assert body.to_json()["error"] == {
        "message": "Wrong.",
        "type": "invalid_request_error",
        "param": "messages[2].content[0].type",
        "code": None,
    }


keys = st.sampled_from(
    ["error", "errors", "message", "detail", "type", "param", "code", "responseStatus", "loc"]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=12)


@given(anything | st.binary(), st.integers(100, 599))
def test_nothing_breaks_it(body: Any, status: int) -> None:
    error = ErrorBody.parse(body, status)
    assert error.message
    assert error.type
    for value in (error.param, error.code):
        assert value is None or isinstance(value, str)
