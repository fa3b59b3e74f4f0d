"""HTML, by html-to-markdown: without scripts and styles. Addresses of links stay as they are, `javascript:` too."""

from __future__ import annotations

from html_to_markdown import ConversionOptions, convert

from chatapp.extraction.errors import ExtractionError, Reason
from chatapp.extraction.extracted import Contents, Page
from chatapp.extraction.formats.encodings import decoded

_HEAD_CHARACTERS = 50_000
"""In which a page says its title."""


def read(data: bytes) -> Contents:
    source = decoded(data)
    text, title = markdown(source)
    # Nested too deeply, it is empty without an error.
    if not text and len(source) > 10_000:
        raise ExtractionError(Reason.COMPLEX)
    return Contents((Page(None, text),), title)


def markdown(source: str) -> tuple[str, str]:
    """The text, and the page's title."""
    # What is known about the page would stand above its text, as YAML.
    as_it_reads = ConversionOptions(
        heading_style="atx", compact_tables=True, skip_images=True, extract_metadata=False
    )
    known = convert(source[:_HEAD_CHARACTERS], ConversionOptions(extract_metadata=True)).metadata
    return (convert(source, as_it_reads).content or "").strip(), known.document.title or ""
