"""What the tests of this folder ask for."""

from typing import Any, Final
from uuid import uuid4

QUESTION: Final = "How do cats sleep?"
# Clients type what they take too narrowly for tests.
WEATHER: Final[Any] = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a place.",
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string"}},
            "required": ["query"],
            "additionalProperties": False,
        },
    },
}


def asks(text: str = QUESTION) -> Any:
    """The messages of one question."""
    return [{"role": "user", "content": text}]


def unique(words: str = "Question") -> str:
    """A text that no other test says, by which rows and attempts are told apart."""
    return f"{words} {uuid4().hex}"
