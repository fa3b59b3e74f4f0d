"""Which calls: those of a period, narrowed to values of dimensions. An address holds all of it, so a view is a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet

from chatapp.usage.models import MeteredCall

from .dimensions import dimension, is_dimension
from .errors import NotUnderstood
from .period import Period

# Name in addresses -> words, and the period as of today.
PRESETS: Final[Mapping[str, tuple[str, Callable[[], Period]]]] = {
    "7d": ("Last 7 days", lambda: Period.of_days(7)),
    "30d": ("Last 30 days", lambda: Period.of_days(30)),
    "90d": ("Last 90 days", lambda: Period.of_days(90)),
    "month": ("This month", Period.of_month),
    "last-month": ("Last month", lambda: Period.of_month(1)),
    "365d": ("Last 365 days", lambda: Period.of_days(365)),
}
DEFAULT: Final = "30d"

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Selection:
    """`narrowed`: the one value of each of these dimensions. `preset` empty: the days were chosen one by one.

    `user_id`: of one person only, which no address can change.
    """

    period: Period
    preset: str = ""
    narrowed: Mapping[str, str] = field(default_factory=dict)
    user_id: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, str], user_id: int | None = None) -> Selection:
        """Of the parameters `period` (a preset, or a month as 2026-10), or `from` and `to`, and one for each
        dimension. Others are the page's.

        Raises NotUnderstood.
        """
        narrowed = {dimension(name).name: value for name, value in query.items() if is_dimension(name)}
        if query.get("from") or query.get("to"):
            return cls(Period.read(query.get("from", ""), query.get("to", "")), "", narrowed, user_id)
        preset = query.get("period") or DEFAULT
        if preset[:1].isdecimal() and "-" in preset:
            return cls(Period.read_month(preset), preset, narrowed, user_id)
        if preset not in PRESETS:
            raise NotUnderstood(
                f"There is no period {preset!r}: choose one of {', '.join(PRESETS)}, or a month, as 2026-10."
            )
        return cls(PRESETS[preset][1](), preset, narrowed, user_id)

    @property
    def calls(self) -> QuerySet[MeteredCall]:
        return self.of(MeteredCall.objects.all())

    def of(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those of some rows of calls that it selects."""
        first, end = self.period.moments
        return self.narrowing(rows.filter(at__gte=first, at__lt=end))

    def narrowing(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those of some rows of calls that it selects, of whatever time."""
        if self.user_id is not None:
            rows = rows.filter(user_id=self.user_id)
        for number, (name, value) in enumerate(self.narrowed.items()):
            rows = rows.alias(**{f"narrowed_{number}": dimension(name).value})
            rows = rows.filter(**{f"narrowed_{number}": value})
        return rows

    @property
    def before(self) -> Selection:
        """The same calls in the period before."""
        return replace(self, period=self.period.previous, preset="")

    def of_person(self, user_id: int) -> Selection:
        """Only those of this person."""
        return replace(self, user_id=user_id)

    def narrow(self, values: Mapping[str, str]) -> Selection:
        return replace(self, narrowed={**self.narrowed, **values})

    def widen(self, name: str) -> Selection:
        """Without what one dimension narrows."""
        return replace(
            self, narrowed={other: value for other, value in self.narrowed.items() if other != name}
        )

    @property
    def days(self) -> dict[str, str]:
        """Its period as parameters of an address."""
        if self.preset:
            return {"period": self.preset}
        return {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}

    def query(self, **more: str) -> str:
        """As an address holds it."""
        return urlencode({**self.days, **self.narrowed, **more})
