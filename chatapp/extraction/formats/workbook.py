"""Workbooks: small ones by anydoc, which sees how numbers are shown; large ones by calamine, up to a limit."""

from __future__ import annotations

from io import BytesIO
from itertools import islice
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from chatapp.extraction.errors import ExtractionError, Reason
from chatapp.extraction.extracted import Contents, Page
from chatapp.extraction.formats.archive import require_moderate
from chatapp.extraction.formats.office import markdown
from chatapp.extraction.formats.tables import table

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
# Beyond, anydoc stops at its limit of nodes after a second and 1 GB.
_SMALL: Final = 2 << 20


def read(data: bytes) -> Contents:
    require_moderate(data)
    if len(data) <= _SMALL:
        try:
            return Contents((Page(None, markdown(data)),))
        except ExtractionError as error:
            if error.reason is not Reason.COMPLEX:
                raise
    return _large(data)


def _large(data: bytes) -> Contents:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        pages = tuple(Page(None, f"## {sheet.name}\n\n{table(_rows(sheet))}") for sheet in sheets)
    except PasswordError as error:
        raise ExtractionError(Reason.PASSWORD) from error
    except CalamineError as error:
        raise ExtractionError(Reason.DAMAGED) from error
    cut = [sheet.name for sheet in sheets if sheet.height > MOST_ROWS or sheet.width > MOST_COLUMNS]
    note = f"Only the first {MOST_ROWS:,} rows and {MOST_COLUMNS} columns were read of: {', '.join(cut)}."
    return Contents(pages, notes=(note,) if cut else ())


def _rows(sheet: CalamineSheet) -> list[list[str]]:
    return [[_shown(cell) for cell in row[:MOST_COLUMNS]] for row in islice(sheet.iter_rows(), MOST_ROWS)]


def _shown(cell: object) -> str:
    """A whole number without its `.0`: workbooks keep all numbers as floats."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
