"""Text, Markdown and code, as they are."""

from chatapp.extraction.extracted import Contents, Page
from chatapp.extraction.formats.encodings import decoded


def read(data: bytes) -> Contents:
    return Contents((Page(None, decoded(data)),))
