"""Whole days from one to another, in the installation's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from .errors import NotUnderstood

_DAY: Final = timedelta(days=1)
# A longer one reads more of the ledger than a page may take.
LONGEST: Final = 3660


@dataclass(frozen=True)
class Period:
    """`last` is a part of it."""

    first: date
    last: date

    @classmethod
    def read(cls, first: str, last: str) -> Period:
        """Of two days as ISO 8601 writes them. Raises NotUnderstood."""
        period = cls(_day(first), _day(last))
        if period.first > period.last:
            raise NotUnderstood(f"The first day, {first}, is after the last one, {last}.")
        if period.days > LONGEST:
            raise NotUnderstood(f"A period has at most {LONGEST} days.")
        return period

    @classmethod
    def read_month(cls, month: str) -> Period:
        """Of a month as ISO 8601 writes it. Raises NotUnderstood."""
        try:
            first = _day(f"{month}-01")
        except NotUnderstood:
            raise NotUnderstood(f"{month!r} is not a month: write it as 2026-10.") from None
        return cls(first, _end_of_month(first))

    @classmethod
    def of_days(cls, days: int) -> Period:
        """The last `days` days, today among them."""
        today = timezone.localdate()
        return cls(today - (days - 1) * _DAY, today)

    @classmethod
    def of_month(cls, back: int = 0) -> Period:
        """A whole month, `back` months ago; this one ends today."""
        today = timezone.localdate()
        months = today.year * 12 + today.month - 1 - back
        first = date(months // 12, months % 12 + 1, 1)
        return cls(first, min(_end_of_month(first), today))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def previous(self) -> Period:
        """The one before it, to compare with: of a whole month the month, else as many days."""
        before = self.first - _DAY
        if self.first.day == 1 and self.last == _end_of_month(self.first):
            return Period(before.replace(day=1), before)
        return Period(self.first - self.days * _DAY, before)

    @property
    def each_day(self) -> list[date]:
        return [self.first + number * _DAY for number in range(self.days)]

    @property
    def each_month(self) -> list[Period]:
        """The months, the first and the last one as far as they lie in it."""
        parts, first = [], self.first
        while first <= self.last:
            parts.append(Period(first, min(_end_of_month(first), self.last)))
            first = parts[-1].last + _DAY
        return parts

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment on, and before the second one."""
        return _midnight(self.first), _midnight(self.last + _DAY)

    @property
    def whole_months(self) -> tuple[datetime, datetime]:
        """The moments around the months that lie in it whole; where there are none, the second is not after."""
        first = self.first if self.first.day == 1 else _end_of_month(self.first) + _DAY
        return _midnight(first), _midnight((self.last + _DAY).replace(day=1))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(f"{text!r} is not a day: write it as 2026-10-31.") from None
    # Every time zone has a midnight of these, and there is a period before them.
    if not 1900 <= day.year <= 9000:
        raise NotUnderstood(f"{text} is out of range.")
    return day


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
