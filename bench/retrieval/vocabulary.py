"""Made-up words, as frequent as in language: by Zipf's law, without the fifty most frequent (stop words)."""

from __future__ import annotations

import itertools
import random

__all__ = ["ASKED", "question", "sentence", "share"]

STOP_WORDS = 50
WORDS = 100_000
SYLLABLES = [first + second for first, second in itertools.product("bdfgklmnprt", "aeiou")]
VOCABULARY = random.Random(0).sample(
    ["".join(word) for word in itertools.product(SYLLABLES, repeat=3)], WORDS
)
"""The most frequent word first."""
_RANKS = {word: rank for rank, word in enumerate(VOCABULARY, start=STOP_WORDS)}
_SUMS = list(itertools.accumulate(1 / rank for rank in _RANKS.values()))
ASKED = VOCABULARY[::20]
"""The words of questions: one in twenty."""
_ASKED_SUMS = list(itertools.accumulate(1 / _RANKS[word] for word in ASKED))


def sentence(draw: random.Random, length: int) -> str:
    """Of the whole vocabulary."""
    return " ".join(draw.choices(VOCABULARY, cum_weights=_SUMS, k=length))


def question(draw: random.Random, length: int) -> str:
    """Of the words that are asked for, as frequent among each other."""
    return " ".join(draw.choices(ASKED, cum_weights=_ASKED_SUMS, k=length))


def share(word: str) -> float:
    """Of all words of a text, those that are this one."""
    return 1 / _RANKS[word] / _SUMS[-1]
