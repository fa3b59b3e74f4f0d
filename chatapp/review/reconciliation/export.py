"""A provider's usage export as a file: JSON pages of the usage APIs of OpenAI and Anthropic, and CSV with named
columns.

OpenAI: `GET /v1/organization/usage/completions` and the dashboard's completions export. Anthropic:
`GET /v1/organizations/usage_report/messages`. Both count cached tokens among those that were read.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any, Final

MOST_BYTES: Final = 10_000_000
_MOST_LINES: Final = 200_000
# Days and models.
_MOST_GROUPS: Final = 5_000
_MOST: Final = 10**15
_MILLISECONDS: Final = 10**11

# What is read -> the columns that bring it, the first one that a file has.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "day": ("start_time_iso", "start_time", "date", "day", "usage_date", "timestamp"),
    "model": ("model", "model_name", "model_version"),
    "calls": ("num_model_requests", "requests", "request_count", "calls"),
    "read": ("input_tokens", "prompt_tokens", "tokens_in"),
    "written": ("output_tokens", "completion_tokens", "tokens_out"),
    "cost": ("cost", "cost_usd", "amount_usd"),
}
_NEEDED: Final = ("day", "read", "written")
_ANTHROPIC_READ: Final = ("uncached_input_tokens", "cache_read_input_tokens")


class BadExport(ValueError):
    """The file is no such export. Its text is for who uploaded it."""


@dataclass(frozen=True)
class Counted:
    """None: the file does not say."""

    calls: int | None
    read: int
    written: int
    cost: Decimal | None

    def plus(self, other: Counted) -> Counted:
        return Counted(
            _sum(self.calls, other.calls),
            self.read + other.read,
            self.written + other.written,
            _sum(self.cost, other.cost),
        )


@dataclass(frozen=True)
class Export:
    """By day and model; the model is empty where the file does not tell them apart."""

    days: Mapping[tuple[date, str], Counted]

    @property
    def by_model(self) -> bool:
        return any(model for _, model in self.days)

    @property
    def first(self) -> date:
        return min(day for day, _ in self.days)

    @property
    def last(self) -> date:
        return max(day for day, _ in self.days)


def read_export(content: bytes, columns: Mapping[str, str], zone: tzinfo = UTC) -> Export:
    """`columns`: names of the file's own columns, by those of COLUMNS, where they are none of these. `zone`: whose days
    are meant, where the file has moments. Raises BadExport."""
    if len(content) > MOST_BYTES:
        raise BadExport(f"The file has more than {MOST_BYTES // 1_000_000} MB: export fewer days.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadExport("The file is no text in UTF-8: export it as CSV or JSON.") from None
    if not text.strip():
        raise BadExport("The file is empty.")
    lines = _of_json(text, zone) if text.lstrip()[0] in "{[" else _of_csv(text, columns, zone)
    days = _summed(lines)
    if not days:
        raise BadExport("The file has no usage: it names no day on which tokens were used.")
    return Export(days)


def _summed(lines: Iterable[tuple[date, str, Counted]]) -> dict[tuple[date, str], Counted]:
    days: dict[tuple[date, str], Counted] = {}
    for number, (day, model, counted) in enumerate(lines):
        if number >= _MOST_LINES or len(days) > _MOST_GROUPS:
            raise BadExport("The file has too many lines: export fewer days, or whole days.")
        key = day, model
        days[key] = days[key].plus(counted) if key in days else counted
    return days


def _of_json(text: str, zone: tzinfo) -> Iterator[tuple[date, str, Counted]]:
    try:
        value = json.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        # An exponent that is too long for a decimal number is no ValueError.
        raise BadExport("The file is no JSON that can be read.") from None
    for bucket in _buckets(value):
        day = _day(bucket.get("start_time", bucket.get("starting_at")), zone)
        for result in _dicts(bucket.get("results")):
            if "amount" in result:
                raise BadExport("This is a report of costs: export the usage of completions, by model.")
            yield day, str(result.get("model") or "")[:200], _result(result)


def _buckets(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Of one page, or of a list of pages."""
    if isinstance(value, dict) and "results" in value:
        yield value
    elif depth < 4:
        inner = value.get("data") if isinstance(value, dict) else value
        for each in inner if isinstance(inner, list) else ():
            yield from _buckets(each, depth + 1)


def _result(result: Mapping[str, Any]) -> Counted:
    written = _count(result.get("output_tokens"), "output_tokens")
    if _ANTHROPIC_READ[0] not in result:
        return Counted(
            _count(result.get("num_model_requests"), "num_model_requests"),
            _count(result.get("input_tokens"), "input_tokens"),
            written,
            None,
        )
    created = result.get("cache_creation")
    counts = [result.get(name) for name in _ANTHROPIC_READ] + list(
        (created if isinstance(created, dict) else {}).values()
    )
    return Counted(None, sum(_count(count, "input tokens") for count in counts), written, None)


def _of_csv(text: str, columns: Mapping[str, str], zone: tzinfo) -> Iterator[tuple[date, str, Counted]]:
    table = csv.DictReader(StringIO(text), strict=True)
    try:
        found = _columns([name.strip() for name in table.fieldnames or ()], columns)
        table.fieldnames = [name.strip() for name in table.fieldnames or ()]
        for line in table:
            if any(line.get(found[name]) for name in ("read", "written")):
                yield _line({name: line.get(column) or "" for name, column in found.items()}, zone)
    except csv.Error:
        raise BadExport(f"The file is no CSV from line {table.line_num} on.") from None


def _columns(names: list[str], own: Mapping[str, str]) -> dict[str, str]:
    """What is read -> the file's column."""
    known = {name.lower(): name for name in names}
    found = {}
    for what, usual in COLUMNS.items():
        asked = own.get(what, "").strip()
        if asked and asked.lower() not in known:
            raise BadExport(f"The file has no column “{asked[:60]}”. It has: {_listed(names)}.")
        for name in [asked] if asked else usual:
            if name.lower() in known:
                found[what] = known[name.lower()]
                break
    if missing := [what for what in _NEEDED if what not in found]:
        words = {"day": "the day", "read": "tokens in", "written": "tokens out"}
        raise BadExport(
            f"Name the column for {' and '.join(words[what] for what in missing)}. The file has: {_listed(names)}."
        )
    return found


def _listed(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:20]) or "none"


def _line(line: Mapping[str, str], zone: tzinfo) -> tuple[date, str, Counted]:
    calls = _count(line["calls"], "calls") if "calls" in line else None
    cost = _number(line["cost"], "cost") if line.get("cost") else None
    counted = Counted(calls, _count(line["read"], "tokens in"), _count(line["written"], "tokens out"), cost)
    return _day(line["day"], zone), line.get("model", "").strip()[:200], counted


def _day(value: Any, zone: tzinfo) -> date:
    try:
        if isinstance(value, int) or (isinstance(value, str) and value.strip().isdecimal()):
            seconds = int(value)
            return datetime.fromtimestamp(seconds / (1000 if seconds > _MILLISECONDS else 1), zone).date()
        text = str(value).strip()
        if len(text) <= len("2026-10-31"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone).date()
    except (ValueError, OverflowError, OSError):
        raise BadExport(f"“{str(value)[:40]}” is not a day: write days as 2026-10-31.") from None


def _count(value: Any, name: str) -> int:
    return int(_number(value, name))


def _number(value: Any, name: str) -> Decimal:
    try:
        number = (
            Decimal(str(value).replace(",", "").strip().removeprefix("$"))
            if value not in (None, "")
            else Decimal(0)
        )
    except InvalidOperation:
        number = Decimal(-1)
    if isinstance(value, bool) or not (number.is_finite() and 0 <= number <= _MOST):
        raise BadExport(f"“{str(value)[:40]}” is no number of {name}.")
    return number


def _dicts(value: Any) -> Iterator[Mapping[str, Any]]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())


def _sum(one: Any, other: Any) -> Any:
    return None if one is None or other is None else one + other
