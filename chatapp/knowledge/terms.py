"""What a text is found by. Pure.

Postgres' dictionaries turn words into lexemes; its parser, though, takes `and/or`, `docs/protocol.md` and
`a.b` for one word, drops the `_` of `OPENAI_BASE_URL`, and reads `gpt-5` as a negative number. So it gets
bare words only, and names that are written with marks inside are terms of their own, beside their words: a
question finds them by a part and, better, by the whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

__all__ = ["identifiers", "words"]

LONGEST_IDENTIFIER = 120
"""Characters."""

# ASCII and general punctuation, except the joiners inside words; a lone surrogate cannot be sent to Postgres.
_marks = re.compile(
    r"[\x00-/:-@\[-`{-\x7f\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf"
    r"\u2000-\u200b\u200e-\u206f\u3000-\u303f\ud800-\udfff]+"
)
_identifier = re.compile(r"(?<![^\W_])[^\W_]++(?:[._/:@-]++[^\W_]++)++")


def words(text: str) -> str:
    """The text's words, parted by single spaces: what `to_tsvector` gets."""
    return _marks.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def identifiers(text: str) -> Counter[str]:
    """Names with marks inside (`search_knowledge`, `gpt-5-mini`) in lower case, and how often each occurs."""
    found = _identifier.findall(unicodedata.normalize("NFKC", text).lower())
    return Counter(name for name in found if len(name) <= LONGEST_IDENTIFIER)
