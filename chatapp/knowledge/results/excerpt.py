"""The part of a passage that says why it was found, with the words marked. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from chatapp.markdown.blocks import BlockKind, blocks
from chatapp.markdown.plain import plain

__all__ = ["Piece", "excerpt", "plain_text", "words_of"]

LENGTH = 45
"""Words of an excerpt."""
_BEFORE = 10
"""Words that are kept before the first marked one."""

_word = re.compile(r"\w+")
_rule_of_table = re.compile(r"^[ \t]*\|?[ \t:|-]*-[ \t:|-]*$", re.MULTILINE)
_mark_of_line = re.compile(r"^[ \t]*(?:[-*+>]|\d+[.)]|\|)[ \t]+|[ \t]*\|[ \t]*$", re.MULTILINE)
_fence = re.compile(r"^[ \t]*(?:`{3,}|~{3,}).*$", re.MULTILINE)
_space = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt: a word that was searched for, or the text between two."""

    text: str
    marked: bool = False


def plain_text(passage: str) -> str:
    """A passage of Markdown as one line, without its marks."""
    said = (_said(block.text, block.kind) for block in blocks(passage))
    return _space.sub(" ", " ".join(said)).strip()


def words_of(text: str) -> set[str]:
    """All words of a plain text, in lower case."""
    return {word.lower() for word in _word.findall(text)}


def excerpt(text: str, marked: Set[str], *, length: int = LENGTH) -> list[Piece]:
    """About `length` words of a plain text, where most of the `marked` words (lower case) stand."""
    found = list(_word.finditer(text))
    if not found:
        return [Piece(text)] if text else []
    hits = [word[0].lower() if word[0].lower() in marked else "" for word in found]
    first = _best_start(hits, length)
    last = min(len(found), first + length) - 1
    start = 0 if first == 0 else found[first].start()
    end = len(text) if last == len(found) - 1 else found[last].end()
    shown = [
        match.span() for match, hit in zip(found, hits, strict=True) if hit and start <= match.start() < end
    ]
    pieces = list(_pieces(text, start, end, shown))
    return [*([Piece("… ")] if start else []), *pieces, *([Piece(" …")] if end < len(text) else [])]


def _said(text: str, kind: BlockKind) -> str:
    if kind is BlockKind.CODE:
        return _fence.sub("", text)
    return plain(_mark_of_line.sub("", _rule_of_table.sub("", text)).replace("|", "·"))


def _best_start(hits: Sequence[str], length: int) -> int:
    """The first word of the window with most different hits, then most hits; a little before its first one."""
    inside: Counter[str] = Counter()
    best, best_start = (0, 0), 0
    for end, hit in enumerate(hits):
        if hit:
            inside[hit] += 1
        if end >= length and (left := hits[end - length]):
            inside[left] -= 1
            inside += Counter()
        if (score := (len(inside), inside.total())) > best:
            best, best_start = score, max(0, end - length + 1)
    return _with_words_before(hits, best_start, length)


def _with_words_before(hits: Sequence[str], start: int, length: int) -> int:
    first_hit = next((place for place in range(start, len(hits)) if hits[place]), 0)
    latest = max(0, len(hits) - length)
    return min(max(start, first_hit - _BEFORE), latest) if first_hit > _BEFORE else 0


def _pieces(text: str, start: int, end: int, marked: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    for left, right in marked:
        if start < left:
            yield Piece(text[start:left])
        yield Piece(text[left:right], marked=True)
        start = right
    if start < end:
        yield Piece(text[start:end])
