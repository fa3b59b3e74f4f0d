"""A stored answer as the page shows it: each choice, with the odds of its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from chatapp.completions.view.blocks import MessageView, message_view
from chatapp.completions.view.display_budget import DisplayBudget
from chatapp.wire.json.clean import clean_text
from chatapp.wire.types.completion import Choice, Completion
from chatapp.wire.types.logprobs import TokenLogprob

# Rows of a table that a browser draws at once.
MOST_TOKENS = 500
# Below it nothing is left of a per cent, and some integers of JSON are too long to calculate with.
_LEAST = -50.0


@dataclass(frozen=True)
class Token:
    """One token: its text between quotes, the probability in per cent, its bytes, what else was likely."""

    text: str
    logprob: float
    percent: float
    bytes: str
    others: str


@dataclass(frozen=True)
class Odds:
    """The tokens of a choice's text or refusal; `left_out` of them are not shown."""

    tokens: list[Token]
    left_out: int


@dataclass(frozen=True)
class ShownChoice:
    index: int
    finish_reason: str
    message: MessageView
    odds: list[Odds]


def choices(answer: Completion, budget: DisplayBudget, sound: str) -> list[ShownChoice]:
    """`sound` is the format of audio that the request asked for."""
    return [
        ShownChoice(
            choice.index,
            clean_text(choice.finish_reason or ""),
            message_view(choice.message, budget, sound),
            _odds(choice),
        )
        for choice in answer.choices
    ]


def _odds(choice: Choice) -> list[Odds]:
    if choice.logprobs is None:
        return []
    both = (choice.logprobs.content, choice.logprobs.refusal)
    return [
        Odds([_token(token) for token in tokens[:MOST_TOKENS]], max(0, len(tokens) - MOST_TOKENS))
        for tokens in both
        if tokens
    ]


def _token(token: TokenLogprob) -> Token:
    return Token(
        _quoted(token.token),
        token.logprob,
        _percent(token),
        token.bytes.hex(" ") if token.bytes is not None else "",
        _others(token.top, token.token),
    )


def _others(top: Sequence[TokenLogprob], chosen: str) -> str:
    return ", ".join(f"{_quoted(each.token)} {_percent(each):.1f} %" for each in top if each.token != chosen)


def _percent(token: TokenLogprob) -> float:
    return 100 * exp(min(0.0, max(_LEAST, token.logprob)))


def _quoted(text: str) -> str:
    """With its spaces and line ends to be seen."""
    return clean_text(f"“{text}”".replace("\n", "⏎").replace("\t", "⇥"))
