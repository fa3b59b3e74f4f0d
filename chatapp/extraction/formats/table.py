"""CSV, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import islice
from typing import Final

from chatapp.extraction.extracted import Contents, Page
from chatapp.extraction.formats.encodings import decoded
from chatapp.extraction.formats.tables import table

MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 200
_SAMPLE: Final = 1 << 16


def read(data: bytes) -> Contents:
    text = decoded(data)
    # A cell may be as long as the file.
    csv.field_size_limit(max(len(text), 1))
    lines = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text[:_SAMPLE]))
    rows, cut = [], False
    for row in islice(lines, MOST_ROWS + 1):
        # At once: the cells of a few rows may take more memory than there is.
        cut = cut or len(row) > MOST_COLUMNS
        rows.append(row[:MOST_COLUMNS])
    cut = cut or len(rows) > MOST_ROWS
    note = f"Only the first {MOST_ROWS:,} rows and {MOST_COLUMNS} columns were read."
    shown = table(rows[:MOST_ROWS])
    return Contents((Page(None, shown),), notes=(note,) if cut else ())


def _delimiter(sample: str) -> str:
    """The one that the first line has most of."""
    first = sample.partition("\n")[0]
    return max(",;\t", key=first.count)
