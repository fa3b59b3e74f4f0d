"""The official JavaScript client: what `script.mjs` did with it."""

from typing import Any

import pytest

from chatapp.upstream.scripted.scripts.text import numbered
from tests.clients.asking import QUESTION
from tests.clients.running import node
from tests.clients.site import Site


@pytest.fixture(scope="module")
def departures(site: Site) -> int:
    """How many streams were left before the script ran."""
    return site.provider.departures


@pytest.fixture(scope="module")
def told(site: Site, departures: int) -> Any:
    return node("script.mjs", site)


def test_an_answer_comes_with_its_headers(told: Any) -> None:
    made = told["create"]
    assert made["text"] == numbered(5)
    assert made["total"] > 0
    assert made["id"].startswith("chatcmpl-")
    assert made["request_id"].startswith("req_")
    assert float(made["cost"]) > 0


def test_a_stream_is_iterated_to_its_usage(told: Any) -> None:
    read = told["iterate"]
    assert (read["text"], read["choices"]) == (numbered(5), [])
    assert read["total"] > 0


def test_the_helper_gathers_a_stream(told: Any) -> None:
    gathered = told["helper"]
    assert gathered["deltas"] == gathered["text"] == numbered(5)
    assert gathered["finish"] == "stop"
    assert gathered["total"] > 0


def test_answers_are_parsed_by_their_format(told: Any) -> None:
    assert told["parse"] == [{"query": QUESTION}] * 2


def test_tools_are_run_and_answered(told: Any) -> None:
    assert told["tools"] == {"asked": [QUESTION] * 2, "said": ["The tool said: Sunny."] * 2}


def test_stored_completions_are_listed_labelled_and_deleted(told: Any) -> None:
    stored = told["stored"]
    first, *others = stored["made"]
    assert stored["listed"] == stored["made"]
    assert stored["seen"] == [first]
    assert stored["text"] == QUESTION
    assert stored["roles"] == ["user", "assistant"]
    assert stored["deleted"] == {"id": first, "object": "chat.completion.deleted", "deleted": True}
    assert stored["left"] == others[::-1]


def test_models_are_listed_and_looked_up(told: Any) -> None:
    assert {"echo", "fast"} <= set(told["models"]["names"])
    assert told["models"]["one"] == "echo"


def test_embeddings_are_unpacked(told: Any) -> None:
    assert told["embeddings"] == pytest.approx([1, 1])


@pytest.mark.parametrize(
    ("case", "kind", "status", "code"),
    [
        ("key", "AuthenticationError", 401, "invalid_api_key"),
        ("model", "NotFoundError", 404, "model_not_found"),
        ("place", "BadRequestError", 400, None),
        ("limit", "RateLimitError", 429, "rate_limit_exceeded"),
        ("down", "InternalServerError", 503, None),
        ("stored", "NotFoundError", 404, "not_found"),
    ],
)
def test_errors_have_their_classes(told: Any, case: str, kind: str, status: int, code: str | None) -> None:
    error = told["errors"][case]
    assert (error["kind"], error["status"], error["code"]) == (kind, status, code)
    assert error["id"].startswith("req_")


def test_a_malformed_request_names_the_place(told: Any) -> None:
    assert told["errors"]["place"]["param"] == "messages[0].role"


@pytest.mark.parametrize("case", ["middle", "helper"])
def test_an_error_in_the_middle_of_a_stream_is_raised(told: Any, case: str) -> None:
    assert "The model is overloaded." in told["errors"][case]["message"]


def test_a_stream_that_is_left_is_closed_at_the_provider(site: Site, told: Any, departures: int) -> None:
    assert told["leave"] is True
    site.provider.left(departures + 1)
