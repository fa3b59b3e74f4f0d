"""The words of a text around what was found in it, and which of them were asked for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .terms import words

__all__ = ["Piece", "excerpt", "marked"]

BEFORE = 60
LENGTH = 220
"""Characters."""
# What is looked at: a text of megabytes is not gone through for one line.
_FARTHEST = 200_000

_lines = re.compile(r"^[ \t]*(?:#{1,6}|[-*+>]|\d+\.)[ \t]+|^[ \t]*\|?[ \t:|-]+\|?$|\|", re.M)
_marks = re.compile(r"[`*]+|~~|\]\([^)\s]*\)|!?\[")
_ACCENTED = {
    "a": "aàáâãäåāăą", "c": "cçćč", "d": "dďđ", "e": "eèéêëēĕėęě", "g": "gğģ", "i": "iìíîïīįı", "l": "lĺľł",
    "n": "nñńňņ", "o": "oòóôõöøōő", "r": "rŕř", "s": "sśšşș", "t": "tťţț", "u": "uùúûüūůűų", "y": "yýÿ", "z": "zźżž",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    text: str
    found: bool


def excerpt(markdown: str, asked: Iterable[str]) -> list[Piece]:
    """About `LENGTH` characters in one line, from a little before the first word that was asked for."""
    pattern = _pattern(asked)
    source = markdown[:_FARTHEST]
    at = first.start() if pattern and (first := pattern.search(source)) else 0
    start = max(0, at - BEFORE)
    # More than is shown: marks and line ends go.
    text = " ".join(_marks.sub("", _lines.sub(" ", source[start : at + 2 * LENGTH])).split())
    if start:
        text = "…" + text.partition(" ")[2]
    if len(text) > LENGTH:
        text = text[:LENGTH].rpartition(" ")[0] + "…"
    return _pieces(text, pattern)


def marked(text: str, asked: Iterable[str]) -> list[Piece]:
    """All of a text."""
    return _pieces(text, _pattern(asked))


def _pieces(text: str, pattern: re.Pattern[str] | None) -> list[Piece]:
    if pattern is None:
        return [Piece(text, found=False)]
    pieces: list[Piece] = []
    done = 0
    for match in pattern.finditer(text):
        pieces += [Piece(text[done : match.start()], found=False), Piece(match[0], found=True)]
        done = match.end()
    return [piece for piece in [*pieces, Piece(text[done:], found=False)] if piece.text]


def _pattern(asked: Iterable[str]) -> re.Pattern[str] | None:
    """Words that begin as one of those, whole; the longest is tried first."""
    starts = sorted({part for word in asked for part in words(word)}, key=len, reverse=True)
    if not starts:
        return None
    return re.compile("|".join(map(_beginning, starts)), re.I)


def _beginning(start: str) -> str:
    letters = "".join(f"[{_ACCENTED[sign]}]" if sign in _ACCENTED else re.escape(sign) for sign in start)
    # In a script without spaces a word begins anywhere.
    return rf"(?<![^\W_]){letters}[^\W_]*" if start.isascii() else letters
