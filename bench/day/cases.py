"""What happens on the day: how often, and which of the provider's models plays it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from .provider import vocabulary

_LONGEST_PROMPT: Final = 400


@dataclass(frozen=True)
class Case:
    """`weight`: how often, compared with the others. `leaves`: who asked stops the answer, or hangs up."""

    name: str
    model: str
    weight: int
    chat: bool = False
    stream: bool = True
    leaves: bool = False
    embeds: bool = False
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    number: int
    case: Case
    question: str


_WEATHER: Final = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"query": {"type": "string"}}},
    },
}
CASES: Final = (
    Case("chat", "bench", 22, chat=True),
    Case("chat, stopped", "bench", 8, chat=True, leaves=True),
    Case("chat, with tools", "tool", 8, chat=True),
    Case("chat, retried", "flaky", 5, chat=True),
    Case("chat, by a fallback", "down", 3, chat=True),
    Case("chat, refused", "refuses", 2, chat=True),
    Case("chat, broken off", "breaks", 2, chat=True),
    Case("chat, reasoning and cache", "thinks", 4, chat=True),
    Case("/v1, streamed", "bench", 14),
    Case("/v1, whole", "bench", 8, stream=False),
    Case("/v1, stopped", "bench", 6, leaves=True),
    Case("/v1, whole and left", "bench", 3, stream=False, leaves=True),
    Case("/v1, with tools", "tool", 4, fields={"tools": [_WEATHER]}),
    Case("/v1, by a fallback", "down", 3),
    Case("/v1, refused", "refuses", 2, stream=False),
    Case("/v1, broken off", "breaks", 2),
    Case("/v1, no usage reported", "mute", 2),
    Case("/v1, reasoning and cache", "thinks", 2, stream=False),
    Case("/v1, embeddings", "embeds", 8, embeds=True),
)


def day(calls: int, seed: int) -> Iterator[Call]:
    """Another seed is another day."""
    chance = random.Random(seed)
    weights = [case.weight for case in CASES]
    for number in range(1, calls + 1):
        (case,) = chance.choices(CASES, weights)
        yield Call(number, case, _question(number, case, chance))


def _question(number: int, case: Case, chance: random.Random) -> str:
    words = vocabulary()
    begin, length = chance.randrange(len(words) - _LONGEST_PROMPT), chance.randint(5, _LONGEST_PROMPT)
    # Who leaves does so in the middle of a long answer.
    shape = "400@60" if case.leaves else f"{chance.randint(5, 60)}@{chance.choice((0, 30, 60))}"
    return f"Call {number} of the day. {''.join(words[begin : begin + length])} {shape}"
