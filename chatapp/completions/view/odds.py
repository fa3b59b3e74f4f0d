"""How likely the tokens of an answer were, as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from chatapp.wire.json.clean import clean_text
from chatapp.wire.types.logprobs import Logprobs, TokenLogprob

# What a browser draws at once.
MOST_TOKENS = 500
# Below it nothing is left of a per cent, and some integers of JSON are too long to calculate with.
_LEAST = -50.0
# Per cent, from which on a token counts as sure, likely, open; below all it counts as unlikely.
_LEVELS = (90, 60, 30)


@dataclass(frozen=True)
class Token:
    """One token: its text, as it is and between quotes, the probability in per cent, its bytes, what else was likely.

    `level`: 0 where it was sure, up to 3 where it was unlikely.
    """

    plain: str
    text: str
    logprob: float
    percent: float
    level: int
    bytes: str
    others: list[str]


@dataclass(frozen=True)
class Odds:
    """The tokens of a choice's text or refusal, which `field` names; `left_out` of them are not shown."""

    field: str
    tokens: list[Token]
    left_out: int


def odds_of(logprobs: Logprobs | None, most: int = MOST_TOKENS) -> list[Odds]:
    """Of the text and of the refusal; those that there are."""
    if logprobs is None:
        return []
    return [
        Odds(field, [_token(token) for token in tokens[:most]], max(0, len(tokens) - most))
        for field, tokens in (("content", logprobs.content), ("refusal", logprobs.refusal))
        if tokens
    ]


def _token(token: TokenLogprob) -> Token:
    percent = _percent(token)
    return Token(
        clean_text(token.token),
        _quoted(token.token),
        token.logprob,
        percent,
        sum(percent < least for least in _LEVELS),
        token.bytes.hex(" ") if token.bytes is not None else "",
        _others(token.top, token.token),
    )


def _others(top: Sequence[TokenLogprob], chosen: str) -> list[str]:
    return [f"{_quoted(each.token)} {_percent(each):.1f} %" for each in top if each.token != chosen]


def _percent(token: TokenLogprob) -> float:
    return 100 * exp(min(0.0, max(_LEAST, token.logprob)))


def _quoted(text: str) -> str:
    """With its spaces and line ends to be seen."""
    return clean_text(f"“{text}”".replace("\n", "⏎").replace("\t", "⇥"))
