"""litellm as a client: what `litellm_script.py` did with it."""

import json
from typing import Any

import pytest

from chatapp.upstream.scripted.scripts.text import numbered
from tests.clients.asking import QUESTION
from tests.clients.running import python
from tests.clients.site import Site


@pytest.fixture(scope="module")
def told(site: Site) -> Any:
    return python("litellm_script.py", site)


def test_a_completion_is_whole(told: Any) -> None:
    assert told["completion"]["text"] == numbered(5)
    assert told["completion"]["usage"]["total_tokens"] > 0


def test_a_stream_is_built_together(told: Any) -> None:
    streamed = told["stream"]
    assert streamed["text"] == streamed["built"] == numbered(5)
    assert streamed["total"] == told["completion"]["usage"]["total_tokens"]


def test_a_model_is_asked_asynchronously(told: Any) -> None:
    assert told["asynchronous"] == [numbered(5)] * 2


def test_tools_are_called_whole_and_streamed(told: Any) -> None:
    assert [json.loads(arguments) for arguments in told["tools"]] == [{"query": QUESTION}] * 2


def test_thoughts_are_apart_from_the_answer(told: Any) -> None:
    assert told["thought"]["content"] == "Here is the answer."
    assert told["thought"]["reasoning_content"].startswith("The user asks something.")


def test_texts_are_embedded(told: Any) -> None:
    assert told["embedding"] == [64, 64]


@pytest.mark.parametrize(
    ("case", "kind", "status"),
    [
        ("key", "AuthenticationError", 401),
        ("model", "NotFoundError", 404),
        ("place", "BadRequestError", 400),
        ("limit", "RateLimitError", 429),
        ("down", "ServiceUnavailableError", 503),
    ],
)
def test_errors_have_their_classes(told: Any, case: str, kind: str, status: int) -> None:
    error = told["errors"][case]
    assert (error["kind"], error["status"]) == (kind, status)


def test_an_error_in_the_middle_of_a_stream_is_raised(told: Any) -> None:
    assert "overloaded" in told["errors"]["middle"]["text"]
