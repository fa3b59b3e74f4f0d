"""Jupyter notebooks: text, code and what the code printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from chatapp.extraction.errors import ExtractionError, Reason
from chatapp.extraction.extracted import Contents, Page
from chatapp.extraction.formats.encodings import decoded


def read(data: bytes) -> Contents:
    try:
        notebook = json.loads(decoded(data))
        cells = notebook["cells"]
        language = str(notebook.get("metadata", {}).get("language_info", {}).get("name", "python"))
        return Contents((Page(None, "\n\n".join(part for cell in cells for part in _parts(cell, language))),))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ExtractionError(Reason.DAMAGED) from error


def _parts(cell: dict[str, Any], language: str) -> Iterator[str]:
    source = _joined(cell.get("source", ""))
    if not source.strip():
        return
    yield _fenced(source, language) if cell.get("cell_type") == "code" else source
    for output in cell.get("outputs", ()):
        printed = _joined(output.get("text", "") or output.get("data", {}).get("text/plain", ""))
        if printed.strip():
            yield _fenced(printed, "text")


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _fenced(text: str, language: str) -> str:
    fence = "`" * 3
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
