"""What a message is found by. Pure.

Words as they are written, without case and accents: chats are in any language and full of names. Scripts without
spaces between words are found by pairs of characters. Every lexeme begins with its owner and its slice of time, so
that a look-up reads what is this person's, the newest slice first, however much others have written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

__all__ = ["TITLES", "lexemes", "prefix", "quarter", "quoted", "words"]

LONGEST = 100_000
"""Characters of a message that are looked at."""
LONGEST_WORD = 40
TITLES = 0
"""The slice of all titles of a person; the others are quarters."""
_MOST_BYTES = 800_000
# Of one word in one message: more of them say nothing more about it.
_MOST_POSITIONS = 50

# Letters and digits, and the vowel signs and points that are neither in Python's eyes.
_word = re.compile(r"(?:[^\W_]|[\u0591-\u05c7\u0610-\u065f\u0900-\u109f\u1780-\u17ff])+")
# Han, kana, and Thai to Khmer: no spaces between words.
_dense = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
# Accents of Latin, Greek and Cyrillic letters; marks of other scripts are parts of their words.
_accents = re.compile(r"[\u0300-\u036f]+")


def words(text: str) -> Iterator[str]:
    """The words in their order, folded. A run of a dense script is its pairs, and the last character alone."""
    for match in _word.finditer(_folded(text[:LONGEST])):
        yield from _parted(match[0])


def lexemes(owner_id: int, slice_: int, text: str, labels: Mapping[str, object] | None = None) -> str:
    """A `tsvector` as text; `labels` are lexemes without a place in the text, as `model:gpt-5`."""
    start = prefix(owner_id, slice_)
    places: dict[str, list[str]] = {}
    budget = _MOST_BYTES
    for position, word in enumerate(words(text), 1):
        known = places.get(word)
        budget -= 2 if known else len(start) + len(word.encode()) + 8
        if budget < 0:
            break
        if known is None:
            places[word] = [str(position)]
        elif len(known) < _MOST_POSITIONS:
            known.append(str(position))
    found = [f"{quoted(start + word)}:{','.join(at)}" for word, at in places.items()]
    return " ".join([*found, *(quoted(start + label) for label in labels or ())])


def prefix(owner_id: int, slice_: int) -> str:
    return f"{owner_id:x}.{slice_:x}."


def quarter(at: datetime) -> int:
    """The slice of a moment: quarters since the year 0, in UTC. It is above `TITLES`."""
    moment = at.astimezone(UTC)
    return moment.year * 4 + (moment.month - 1) // 3


def quoted(lexeme: str) -> str:
    """As a `tsvector` or a `tsquery` takes it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", _accents.sub("", unicodedata.normalize("NFKD", text))).casefold()


def _parted(word: str) -> Iterator[str]:
    done = 0
    for run in _dense.finditer(word):
        if run.start() > done:
            yield word[done : run.start()][:LONGEST_WORD]
        signs = run[0]
        yield from (signs[at : at + 2] for at in range(len(signs) - 1))
        yield signs[-1]
        done = run.end()
    if done < len(word):
        yield word[done:][:LONGEST_WORD]
