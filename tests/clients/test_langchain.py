"""langchain-openai: what `langchain_script.py` did with it."""

from typing import Any

import pytest

from chatapp.upstream.scripted.scripts.text import numbered
from tests.clients.asking import QUESTION
from tests.clients.running import python
from tests.clients.site import Site


@pytest.fixture(scope="module")
def told(site: Site) -> Any:
    return python("langchain_script.py", site)


def test_a_model_is_invoked(told: Any) -> None:
    answer = told["invoke"]
    assert answer["text"] == numbered(5)
    assert answer["usage"]["total_tokens"] == sum(
        answer["usage"][name] for name in ("input_tokens", "output_tokens")
    )
    assert (answer["head"]["finish_reason"], answer["head"]["model_name"]) == ("stop", "words-5")
    assert answer["head"]["id"].startswith("chatcmpl-")


def test_a_model_is_streamed_with_its_usage(told: Any) -> None:
    streamed = told["stream"]
    assert streamed["text"] == numbered(5)
    assert streamed["count"] >= 5
    assert streamed["usage"] == {**told["invoke"]["usage"], **streamed["usage"]}
    assert streamed["usage"]["output_tokens"] > 0


def test_a_model_is_asked_asynchronously(told: Any) -> None:
    assert told["asynchronous"] == [numbered(5)] * 2


def test_bound_tools_are_called_and_answered(told: Any) -> None:
    assert told["tools"] == {"args": {"query": QUESTION}, "said": f"The tool said: Sunny in {QUESTION}"}
    assert told["streamed_tools"] == [{"query": f"{QUESTION} {number}"} for number in range(2)]


def test_output_is_structured(told: Any) -> None:
    assert told["structured"] == [{"name": "Ann", "age": 7}, {"query": "Berlin"}]


def test_log_probabilities_are_kept(told: Any) -> None:
    assert told["logprobs"] == "Here is the answer."


def test_texts_are_embedded(told: Any) -> None:
    assert told["embeddings"] == [64, [64, 64]]


@pytest.mark.parametrize(
    ("case", "kind", "status"),
    [
        ("key", "AuthenticationError", 401),
        ("model", "NotFoundError", 404),
        ("limit", "RateLimitError", 429),
        ("middle", "APIError", None),
    ],
)
def test_errors_have_their_classes(told: Any, case: str, kind: str, status: int | None) -> None:
    error = told["errors"][case]
    assert kind in error["kind"]
    assert error["status"] == status
