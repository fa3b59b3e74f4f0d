"""PDF, by liteparse: pages with their numbers, headings and tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from liteparse import LiteParse, ParseError

from chatapp.extraction.errors import ExtractionError, Reason
from chatapp.extraction.extracted import Contents, Page

MOST_PAGES = 10_000
# Headings are told by the sizes of type in a batch: smaller ones change the outcome.
_BATCH = 50


def read(data: bytes) -> Contents:
    # What is no PDF it would hand to other programs of the machine. Its own text recognition may ask the network.
    if not data.startswith(b"%PDF-"):
        raise ExtractionError(Reason.DAMAGED)
    parser = LiteParse(
        ocr_enabled=False,
        num_workers=1,
        max_pages=MOST_PAGES,
        output_format="markdown",
        image_mode="off",
        quiet=True,
    )
    try:
        pages = tuple(_pages(parser, data))
    except ParseError as error:
        raise ExtractionError(
            Reason.PASSWORD if "password" in str(error).lower() else Reason.DAMAGED
        ) from error
    return Contents(pages, notes=tuple(_notes(pages)))


def _pages(parser: LiteParse, data: bytes) -> Iterator[Page]:
    for batch in parser.parse_batches(data, _BATCH):
        for number, page in enumerate(batch.result.pages, batch.start_page):
            # The Markdown of an empty page is not empty.
            yield Page(number, page.markdown.strip() if page.text.strip() else "")


def _notes(pages: tuple[Page, ...]) -> Iterator[str]:
    pictures = [page.number for page in pages if page.number and not page.text]
    if pictures and len(pictures) == len(pages):
        yield "This is a scan: its pages are pictures, and no text can be read from them."
    elif pictures:
        these = (
            f"Page {pictures[0]} is a picture"
            if len(pictures) == 1
            else f"Pages {_ranges(pictures)} are pictures"
        )
        yield f"{these}: no text can be read there."
    if len(pages) == MOST_PAGES:
        yield f"Only the first {MOST_PAGES:,} pages were read."


def _ranges(numbers: list[int]) -> str:
    """`1-3, 7` of 1, 2, 3, 7."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda place: place[1] - place[0])
    ]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
