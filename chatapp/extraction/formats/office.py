"""Word, PowerPoint, OpenDocument, RTF and EPUB, by anydoc. It never asks its vendor's service (`ocr` stays unset)."""

from __future__ import annotations

import anydoc

from chatapp.extraction.errors import ExtractionError, Reason
from chatapp.extraction.extracted import Contents, Page
from chatapp.extraction.formats.archive import require_moderate


def read(data: bytes) -> Contents:
    require_moderate(data)
    return Contents((Page(None, markdown(data)),))


def markdown(data: bytes) -> str:
    """Raises ExtractionError."""
    found = anydoc.format_from_bytes(data)
    if found is None or found == "pdf":
        raise ExtractionError(Reason.DAMAGED)
    try:
        return anydoc.to_markdown_bytes(data, found).strip()
    except anydoc.EncryptedError as error:
        raise ExtractionError(Reason.PASSWORD) from error
    except anydoc.ResourceLimitError as error:
        raise ExtractionError(Reason.COMPLEX) from error
    except anydoc.ConvertError as error:
        raise ExtractionError(Reason.DAMAGED) from error
