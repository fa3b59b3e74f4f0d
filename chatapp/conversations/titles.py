"""The titles that nobody gave: what a model answered, or how the question begins."""

import re
from collections.abc import Mapping
from typing import Any

from chatapp.markdown.plain import plain
from chatapp.wire.json.clean import clean_text
from chatapp.wire.types.messages import Message
from chatapp.wire.types.parts import PartType

__all__ = ["first_words", "from_answer", "from_question"]

_LONGEST = 80
"""Characters, as are those below."""
_BEGINNING = 60
# Of a line; what comes behind is no title any more, and costs time.
_LOOKED_AT = 500
# More than a preview needs of a text that may be megabytes.
_FIRST = 2_000

# What some servers leave in the answer; a thought that was cut off has no end.
_thought = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.S)
_block = re.compile(r"^\s*(?:#{1,6}|>|[-*+])\s+")
_label = re.compile(r"^title:\s*", re.I)
_AROUND = " \t*`\"'“”„«»"


def from_answer(answer: str) -> str:
    """The first line that says something, without Markdown and what models put around a title; empty for none."""
    lines = [line for line in map(_plain, _thought.sub("", answer).splitlines()) if line]
    # "Here is a title:"
    telling = (line for line in lines if not line.endswith(":"))
    return _cut(next(telling, lines[0] if lines else ""), _LONGEST)


def first_words(body: Mapping[str, Any]) -> str:
    """The text of a message in one line, fit for a text column, else the names of its files; empty for no message."""
    parts = Message(body).parts
    texts = [part.text for part in parts if part.type == PartType.TEXT and part.text.strip()]
    texts = texts or [str(part.file.get("filename", "")) for part in parts if part.type == PartType.FILE]
    return clean_text(" ".join(" ".join(texts)[:_FIRST].split()))


def from_question(words: str) -> str:
    """The beginning of what was asked."""
    return _cut(words, _BEGINNING)


def _plain(line: str) -> str:
    text = plain(_block.sub("", line[:_LOOKED_AT]), html=False)
    return " ".join(_label.sub("", text.strip(_AROUND)).strip(_AROUND).split())


def _cut(text: str, longest: int) -> str:
    """At most so many characters of it, to the end of a word where there are words."""
    if len(text) <= longest:
        return text
    words = text[:longest].rpartition(" ")[0]
    kept = words if len(words) > longest // 2 else text[: longest - 1]
    return f"{kept.rstrip(' ,;:.-–—')}…"
