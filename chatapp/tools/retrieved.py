"""What a turn's calls of tools found, read back from the results that were kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.knowledge.retrieval import address_of
from chatapp.tools.citations import cited_numbers
from chatapp.wire.errors import Malformed
from chatapp.wire.json.jsontext import loads

__all__ = ["Retrieved", "retrieved"]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that a model was given. `document`: the address of the document; `score`: None for what was read, not
    searched; `used`: does the answer cite it?"""

    number: int
    document: str
    title: str
    heading: str
    url: str
    text: str
    score: float | None
    used: bool

    @property
    def label(self) -> str:
        return f"{self.title} – {self.heading}" if self.heading not in ("", self.title) else self.title


def retrieved(results: Iterable[str], answer: str) -> list[Retrieved]:
    """What the answer cites first, then what it does not, each by score; what has none by its number.

    A passage that was found twice is there once, under the number that is cited, else under its first one.
    """
    cited = cited_numbers(answer)
    found = [_retrieved(passage, cited) for result in results for passage in _passages(result)]
    found.sort(key=lambda one: (not one.used, -(one.score or 0.0), one.number))
    return list({(one.url, one.text): one for one in reversed(found)}.values())[::-1]


def _passages(result: str) -> Iterator[Mapping[str, Any]]:
    try:
        data = loads(result)
    except Malformed:
        return
    passages = data.get("passages") if isinstance(data, dict) else None
    for passage in passages if isinstance(passages, list) else ():
        if isinstance(passage, dict) and isinstance(passage.get("number"), int):
            yield passage


def _retrieved(passage: Mapping[str, Any], cited: set[int]) -> Retrieved:
    number, score, url = passage["number"], passage.get("score"), str(passage.get("url", ""))
    return Retrieved(
        number=number,
        document=address_of(url),
        title=str(passage.get("title", "")),
        heading=str(passage.get("heading", "")),
        url=url,
        text=str(passage.get("text", "")),
        score=float(score) if isinstance(score, int | float) else None,
        used=number in cited,
    )
