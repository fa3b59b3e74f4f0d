"""The anchors of headings, as GitHub makes them, so that a link into a document opens at its heading. Pure.

Source: the package github-slugger. `static/js/text/slugs.js` makes the same ones for a document's page.
"""

from __future__ import annotations

import unicodedata

__all__ = ["Anchors"]


class Anchors:
    """Hands out the anchors of one document's headings, in their order: one that repeats gets a number."""

    def __init__(self) -> None:
        self._repeats: dict[str, int] = {}

    def take(self, heading: str) -> str:
        """The anchor of a plain heading; `-1`, `-2` … are added to those that were there before."""
        wanted = anchor = _slug(heading)
        while anchor in self._repeats:
            self._repeats[wanted] += 1
            anchor = f"{wanted}-{self._repeats[wanted]}"
        self._repeats[anchor] = 0
        return anchor


def _slug(heading: str) -> str:
    return "".join(character for character in heading.lower() if _stays(character)).replace(" ", "-")


def _stays(character: str) -> bool:
    category = unicodedata.category(character)
    return character in "- " or category[0] in "LMN" or category == "Pc"
