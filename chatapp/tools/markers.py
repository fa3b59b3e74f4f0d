"""Markers of an answer while it is written: never shown by halves, citations as soon as they are whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from chatapp.markdown.code import without_code
from chatapp.tools.citations import Citation, annotate

__all__ = ["MarkerStream"]

MOST = 100
"""Citations that are told while the answer is written; all are at its end."""
MOST_READ = 1_000_000
"""Characters that are read for them, each marker reading the answer anew: a third of a second of work."""
_LOOKED_AT = 200
"""Characters at the end of a text in which a marker may have begun."""

# A whole `[1]` waits, too: what comes next may make a link of it.
_begun = re.compile(r"(?:\[[\d, ]{,60}\]?|【[^】\n]{,80})\Z")
_ended = re.compile("[]】]")


class MarkerStream:
    """The text of an answer as it comes; `passages` are what it may cite, and may grow.

    `annotations`: the citations of the text that was given out, as `annotate` makes them; none is taken back.
    """

    def __init__(self, passages: Sequence[Citation]) -> None:
        self.annotations: list[dict[str, Any]] = []
        self._passages = passages
        self._told = 0
        self._pieces: list[str] = []
        self._length = 0
        self._read = 0
        self._held = ""

    def feed(self, text: str) -> str:
        """What may be shown now; the rest is held back."""
        text = self._held + text
        begun = _begun.search(text, max(0, len(text) - _LOOKED_AT))
        end = begun.start() if begun else len(text)
        shown, self._held = text[:end], text[end:]
        self._take(shown)
        return shown

    def fresh(self) -> list[dict[str, Any]]:
        """The citations that came since this was last asked."""
        told, self._told = self._told, len(self.annotations)
        return self.annotations[told:]

    def close(self) -> str:
        """What was held back: nothing comes after it."""
        shown, self._held = self._held, ""
        self._take(shown)
        return shown

    def _take(self, shown: str) -> None:
        if not shown:
            return
        self._pieces.append(shown)
        self._length += len(shown)
        if _ended.search(shown) and self._read + self._length <= MOST_READ and len(self.annotations) < MOST:
            self._read += self._length
            self._annotate()

    def _annotate(self) -> None:
        text = "".join(self._pieces)
        self._pieces = [text]
        settled = _settled(text)
        known = len(self.annotations)
        found = [
            one for one in annotate(text, self._passages) if one["url_citation"]["start_index"] < settled
        ]
        if found[:known] == self.annotations:
            self.annotations = found[:MOST]


def _settled(text: str) -> int:
    """Up to where it is known what is code: a backtick that nothing closes yet may still begin some."""
    bare = without_code(text)
    opened = bare.find("`", bare.rfind("\n\n") + 1)
    return len(text) if opened < 0 else opened
