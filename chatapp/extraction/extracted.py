"""The text of a file, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1, and is None where the format has no pages. `text` is Markdown."""

    number: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the reader of a format finds. `title` is empty where the file names none."""

    pages: tuple[Page, ...]
    title: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """`title` is the file's own, or its name without the suffix. `notes` are sentences on what is missing."""

    media_type: str
    title: str
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(page.text for page in self.pages if page.text)
