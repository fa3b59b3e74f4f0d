"""The parameters of an assistant follow the one description of a request."""

from typing import Any

import pytest

from chatapp.assistants.parameters import complaint


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"temperature": 0.3, "max_completion_tokens": 500, "reasoning_effort": "low"},
        {"logprobs": True, "top_logprobs": 2},
        {"something_new": {"of": "a provider"}},
    ],
)
def test_what_can_be_sent_is_taken(parameters: dict[str, Any]) -> None:
    assert complaint(parameters) == ""


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ([], "Write one JSON object"),
        ({"temperature": 3}, "'temperature' must be a number between 0 and 2, not 3."),
        ({"temperature": "warm"}, "'temperature' must be a number"),
        ({"max_completion_tokens": 0.5}, "'max_completion_tokens' must be an integer"),
        ({"top_logprobs": 2}, "'top_logprobs' needs 'logprobs': true beside it."),
        ({"stop": ["a", 1]}, "'stop[1]'"),
        ({"stream": False}, "The server sets stream itself"),
        ({"functions": []}, "The server sets functions itself"),
        ({"user": "\0"}, "U+0000"),
    ],
)
def test_what_cannot_is_named(parameters: Any, words: str) -> None:
    assert words in complaint(parameters)
