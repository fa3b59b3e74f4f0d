"""The questions of `questions.txt`, with the words that stand in their answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["HANDBOOK", "Question", "questions", "words"]

HANDBOOK = Path(__file__).parent / "handbook"


@dataclass(frozen=True)
class Question:
    """`answer`: words that stand in it; empty where nothing answers."""

    kind: str
    text: str
    answer: str


def questions() -> list[Question]:
    found, kind = [], ""
    for line in (HANDBOOK.parent / "questions.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:]
        elif not line.startswith("#"):
            text, _, answer = line.partition(" | ")
            found.append(Question(kind, text, answer))
    return found


def words(text: str) -> str:
    """A text without its marks, in lower case: what is left of a quotation in any dress."""
    return " ".join(re.findall(r"\w+", text.lower()))
