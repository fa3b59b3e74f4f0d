"""What a text is found by. Pure.

Postgres' dictionaries turn words into lexemes; its parser, though, takes `and/or`, `docs/protocol.md` and
`a.b` for one word, drops the `_` of `OPENAI_BASE_URL`, and reads `gpt-5` as a negative number. So it gets
bare words only, and names that are written with marks inside are terms of their own, beside their words: a
question finds them by a part and, better, by the whole.

Initials with dots (`U.S.`) are one such term and no words: letters by themselves say nothing and look rare.
A compound of letters alone (`on-line`) is no name: it is its words, and the word that they make without the hyphen.

German joins words without one: which words a question may mean by its own is told by `compounds`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

__all__ = ["Compound", "compounds", "identifiers", "words"]

LONGEST_IDENTIFIER = 120
"""Characters."""

MOST_JOINED = 6
"""Words of a question that may be parts of a compound: its longest ones, which stop words are not."""
SHORTEST_COMPOUND = 8
LONGEST_COMPOUND = 40
SHORTEST_PART = 3
_LINKS = ("s", "es", "n", "en", "e", "er")
"""That German puts between two parts, or takes from the end of the first one."""

_word = re.compile(rf"[^\W\d_]{{{SHORTEST_PART},{LONGEST_COMPOUND}}}")
# ASCII and general punctuation, except the joiners inside words; a lone surrogate cannot be sent to Postgres.
_marks = re.compile(
    r"[\x00-/:-@\[-`{-\x7f\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf"
    r"\u2000-\u200b\u200e-\u206f\u3000-\u303f\ud800-\udfff]+"
)
_initials = re.compile(r"(?<![\w.])[^\W\d_](?:\.[^\W\d_])+(?!\.?\w)")
_compound = re.compile(r"(?<![\w-])[^\W\d_]++(?:[-\u2010]++[^\W\d_]++)++(?![-\u2010]?\w)")
_hyphens = re.compile(r"[-\u2010]+")
_ABBREVIATIONS = frozenset({"e.g", "i.e"})
_identifier = re.compile(r"(?<![^\W_])[^\W_]++(?:[._/:@-]++[^\W_]++)++")


class Compound(NamedTuple):
    """A German word that two others may make. `is_said`: the question has it; else it has the two."""

    whole: str
    head: str
    tail: str
    is_said: bool


def compounds(question: str) -> list[Compound]:
    """The compounds that words of a question would make, and what would make its own. Most of them are no words."""
    said = sorted(dict.fromkeys(_word.findall(words(question).lower())), key=len, reverse=True)[:MOST_JOINED]
    joined = [
        Compound(f"{head}{second}", first, second, False)
        for first, second in permutations(said, 2)
        for head in (first, *_linked(first), *_unlinked(first))
    ]
    return joined + [part for one in said if len(one) >= SHORTEST_COMPOUND for part in _split(one)]


def words(text: str) -> str:
    """The text's words, parted by single spaces: what `to_tsvector` gets."""
    bare = _initials.sub(" ", unicodedata.normalize("NFKC", text))
    return _marks.sub(" ", _compound.sub(_with_joined, bare)).strip()


def identifiers(text: str) -> Counter[str]:
    """Names with marks inside (`search_knowledge`, `gpt-5-mini`) in lower case, and how often each occurs."""
    found = _identifier.findall(unicodedata.normalize("NFKC", text).lower())
    return Counter(name for name in found if _is_name(name))


def _split(whole: str) -> Iterator[Compound]:
    for place in range(SHORTEST_PART, len(whole) - SHORTEST_PART + 1):
        head, tail = whole[:place], whole[place:]
        for first in (head, *_unlinked(head), f"{head}e", f"{head}en"):
            yield Compound(whole, first, tail, True)


def _linked(head: str) -> Iterator[str]:
    return (f"{head}{link}" for link in _LINKS)


def _unlinked(head: str) -> Iterator[str]:
    ends = (link for link in _LINKS if head.endswith(link))
    return (head[: -len(end)] for end in ends if len(head) - len(end) >= SHORTEST_PART)


def _with_joined(compound: re.Match[str]) -> str:
    joined = _hyphens.sub("", compound[0])
    return f"{compound[0]} {joined}" if len(joined) <= LONGEST_IDENTIFIER else compound[0]


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST_IDENTIFIER and name not in _ABBREVIATIONS and not _compound.fullmatch(name)
