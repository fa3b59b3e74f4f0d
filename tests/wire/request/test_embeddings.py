"""The request for embeddings: one input or many, texts or tokens, and nothing empty."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import dumps
from chatapp.wire.request.embeddings import EmbeddingsRequest


@pytest.mark.parametrize(
    ("value", "inputs"),
    [
        ("Hello", ("Hello",)),
        (["Hello", "you"], ("Hello", "you")),
        ([1, 2, 3], ((1, 2, 3),)),
        ([[1, 2], [3]], ((1, 2), (3,))),
    ],
)
def test_one_input_or_many_are_read(value: Any, inputs: tuple[Any, ...]) -> None:
    body = {"model": "m", "input": value, "encoding_format": "base64", "dimensions": 8, "user": "u", "x": [1]}
    request = EmbeddingsRequest.read(dumps(body))
    assert request == EmbeddingsRequest.parse(body)
    assert request.raw == body
    assert (request.model, request.inputs) == ("m", inputs)
    assert request.with_(model="other").raw == {**body, "model": "other"}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"model": None}, "model"),
    ({"model": ""}, "model"),
    ({"input": None}, "input"),
    ({"input": ""}, "input"),
    ({"input": []}, "input"),
    ({"input": 7}, "input"),
    ({"input": {"text": "Hello"}}, "input"),
    ({"input": [None]}, "input[0]"),
    ({"input": [True]}, "input[0]"),
    ({"input": [1.5]}, "input[0]"),
    ({"input": [{}]}, "input[0]"),
    ({"input": ["a", "b", "c", ""]}, "input[3]"),
    ({"input": ["a", 1]}, "input[1]"),
    ({"input": [1, "a"]}, "input[1]"),
    ({"input": [1, True]}, "input[1]"),
    ({"input": [[1], []]}, "input[1]"),
    ({"input": [[1], "a"]}, "input[1]"),
    ({"input": [[1], [2, "a"]]}, "input[1][1]"),
    ({"input": ["a", "\0"]}, "input[1]"),
    ({"encoding_format": 1}, "encoding_format"),
    ({"dimensions": 0}, "dimensions"),
    ({"dimensions": 8.0}, "dimensions"),
    ({"user": 7}, "user"),
]


@pytest.mark.parametrize(("change", "param"), WRONG, ids=repr)
def test_what_is_wrong_is_named_by_its_path(change: dict[str, Any], param: str) -> None:
    body = {"model": "m", "input": "Hello", **change}
    for read in (lambda: EmbeddingsRequest.parse(body), lambda: EmbeddingsRequest.read(dumps(body))):
        with pytest.raises(Malformed) as caught:
            read()
        assert caught.value.param == param
        assert f"'{param}'" in caught.value.message


def test_null_is_absent() -> None:
    asked = {"model": "m", "input": "Hello", "dimensions": None, "user": None}
    assert EmbeddingsRequest.parse(asked).raw is asked


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
anything = st.recursive(scalars, lambda inner: st.lists(inner), max_leaves=12)


@given(anything)
def test_any_input_is_read_or_malformed(value: Any) -> None:
    try:
        request = EmbeddingsRequest.parse({"model": "m", "input": value})
    except Malformed:
        return
    assert all(request.inputs)
    assert all(type(item) in (str, tuple) for item in request.inputs)
