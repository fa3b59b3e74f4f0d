"""Rows of cells as a table of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def table(rows: Sequence[Sequence[str]]) -> str:
    """The first row is its head. Empty rows are left out; short ones are filled up."""
    filled = [[_cell(cell) for cell in row] for row in rows if any(row)]
    width = max(map(len, filled), default=0)
    return "\n".join(_lines(filled, width))


def _lines(rows: list[list[str]], width: int) -> Iterator[str]:
    for index, row in enumerate(rows):
        yield f"| {' | '.join([*row, *[''] * (width - len(row))])} |"
        if index == 0:
            yield "|" + " --- |" * width


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
