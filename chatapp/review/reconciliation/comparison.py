"""The export beside the ledger, day by day and model by model, with the likely cause of each difference. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from chatapp.review.words import calls
from chatapp.usage.sums.provider_days import Spent

from .export import Counted, Export

_NOTHING: Final = Spent(0, 0, 0, Decimal(0))
_DAY: Final = timedelta(days=1)
# Two neighbouring days cancel each other out, if no more than this share of the difference is left.
_REST: Final = Decimal("0.1")


@dataclass(frozen=True)
class Compared:
    """`theirs` None: not in the file. `cause`: empty where both agree."""

    day: date
    model: str
    theirs: Counted | None
    ours: Spent
    cause: str = ""

    @property
    def read(self) -> int:
        """Tokens that the provider has more."""
        return (self.theirs.read if self.theirs else 0) - self.ours.read

    @property
    def written(self) -> int:
        return (self.theirs.written if self.theirs else 0) - self.ours.written

    @property
    def calls(self) -> int | None:
        if self.theirs and self.theirs.calls is None:
            return None
        return (self.theirs.calls or 0 if self.theirs else 0) - self.ours.calls

    @property
    def tokens(self) -> int:
        return self.read + self.written

    @property
    def agrees(self) -> bool:
        return not (self.read or self.written or self.calls)


def compared(export: Export, ledger: Mapping[tuple[date, str], Spent]) -> list[Compared]:
    """What differs first, each by day and model."""
    ours = ledger if export.by_model else _whole_days(ledger)
    keys = export.days.keys() | ours.keys()
    rows = {key: Compared(*key, export.days.get(key), ours.get(key, _NOTHING)) for key in keys}
    known = [replace(row, cause=_cause(row, rows)) for row in rows.values()]
    return sorted(known, key=lambda row: (row.agrees, row.day, row.model))


def _whole_days(ledger: Mapping[tuple[date, str], Spent]) -> dict[tuple[date, str], Spent]:
    days: dict[tuple[date, str], Spent] = {}
    for (day, _), spent in ledger.items():
        known = days.get((day, ""), _NOTHING)
        sums = (getattr(known, name) + getattr(spent, name) for name in Spent.__dataclass_fields__)
        days[day, ""] = Spent(*sums)
    return days


def _cause(row: Compared, rows: Mapping[tuple[date, str], Compared]) -> str:
    if row.agrees:
        return ""
    return next(_causes(row, rows), "No cause stands out: compare the calls of that day one by one.")


def _causes(row: Compared, rows: Mapping[tuple[date, str], Compared]) -> Iterator[str]:
    """The likeliest first."""
    if neighbour := _cancelled_by(row, rows):
        yield f"Time zone: {neighbour:%-d %B} differs by as much the other way. Choose the zone of the file's days."
    if not row.ours.calls:
        yield "Not in the ledger: calls that did not go through this server, or the model has another name there."
    if row.theirs is None:
        yield "Not in the file: another key or project, or the model has another name there."
    if row.calls and row.calls > 0:
        yield f"Bypassed: {calls(row.calls)} did not go through this server."
    if row.calls and row.calls < 0:
        yield f"The file lacks {calls(-row.calls)}: another key or project, or calls that came to nothing there."
    if row.ours.estimated and abs(row.tokens) <= max(row.ours.guessed, 1):
        yield f"Estimates: {_estimated(row.ours)} The provider counted them."


def _estimated(spent: Spent) -> str:
    cut = f", {spent.cut:,} of them stopped or lost in the middle" if spent.cut else ""
    return f"{calls(spent.estimated)} reported no usage to this server{cut}."


def _cancelled_by(row: Compared, rows: Mapping[tuple[date, str], Compared]) -> date | None:
    for day in (row.day - _DAY, row.day + _DAY):
        other = rows.get((day, row.model))
        if (
            other
            and other.tokens * row.tokens < 0
            and abs(other.tokens + row.tokens) <= abs(row.tokens) * _REST
        ):
            return day
    return None
