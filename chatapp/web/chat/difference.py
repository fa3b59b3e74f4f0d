"""Where two texts differ, word by word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# The time grows with the square of what is compared: beyond this the lines are, and beyond that nothing is.
MOST = 2_000
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """`changed`: the other text does not have it."""

    text: str
    changed: bool


def difference(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts, each in pieces that together are the whole of it."""
    for cut in (_WORDS.findall, lambda text: text.splitlines(keepends=True)):
        old, new = cut(left), cut(right)
        if max(len(old), len(new)) <= MOST:
            blocks = SequenceMatcher(None, old, new).get_opcodes()
            return (
                [Piece("".join(old[a:b]), tag != "equal") for tag, a, b, _, _ in blocks if a < b],
                [Piece("".join(new[a:b]), tag != "equal") for tag, _, _, a, b in blocks if a < b],
            )
    return [Piece(left, left != right)], [Piece(right, left != right)]
