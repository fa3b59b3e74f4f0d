"""How much a page shows of what was said: a call may hold fifty megabytes, and a browser draws a few of them."""

from __future__ import annotations

from dataclasses import dataclass

from chatapp.wire.json.clean import clean_text

# Characters. What is longer than a few screens is folded; what is longer than a book is cut.
FOLDED_FROM = 4_000
LONGEST = 100_000
WHOLE_PAGE = 2_000_000
# Of small ones a browser draws some thousands at once.
MOST_MESSAGES = 2_000


@dataclass(frozen=True)
class Words:
    """A text as it can be shown: `left_out` characters of it are not."""

    text: str
    left_out: int = 0

    @property
    def folded(self) -> bool:
        return len(self.text) + self.left_out > FOLDED_FROM

    @property
    def length(self) -> int:
        return len(self.text) + self.left_out


class DisplayBudget:
    """What is left of a page. Each text that is shown takes from it."""

    def __init__(self, characters: int = WHOLE_PAGE) -> None:
        self._left = characters

    def words(self, text: str) -> Words:
        """As much of the text as there is room for."""
        shown = text[: min(LONGEST, self._left)]
        self._left -= len(shown)
        return Words(clean_text(shown), len(text) - len(shown))

    def whole(self, text: str) -> str | None:
        """The text where there is room for all of it: of a picture a part is nothing."""
        if len(text) > self._left:
            return None
        self._left -= len(text)
        return text
