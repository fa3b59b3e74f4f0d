"""How fast the models were: of each model, of each hour of the day, and how the calls are distributed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from chatapp.review.charts.distribution import distribution
from chatapp.review.charts.heat_map import HeatMap, Value, heat_map
from chatapp.review.page import address
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.speed import (
    DURATION,
    FIRST_TOKEN,
    MEASURES,
    RATE,
    Group,
    Histogram,
    histograms,
    merged,
)

# The busiest ones.
_ROWS: Final = 20
_LINES: Final = 12
_DONE: Final = {"status": "done"}


class Row(NamedTuple):
    """Milliseconds to the first token and to the end, and tokens per second: of half of the calls, and of the slowest
    twentieth."""

    model: str
    calls: int
    first: float | None
    first_slow: float | None
    duration: float | None
    duration_slow: float | None
    rate: float | None
    rate_slow: float | None
    address: str


def context(selection: Selection, of: str) -> dict[str, Any]:
    """`of`: the measure of the charts by its name. Raises NotUnderstood."""
    if of not in MEASURES:
        raise NotUnderstood(f"There is no speed {of!r}: choose one of {', '.join(MEASURES)}.")
    measure = MEASURES[of]
    found = histograms(selection, measure)
    shown = found[of]
    rows = _rows(selection, found)
    models = [row.model for row in rows[:_LINES]]
    everything = merged(measure, list(shown.values()))
    return {
        "rows": rows[:_ROWS],
        "more": len(rows) > _ROWS,
        "lines": _LINES,
        "of": of,
        "calls": everything.calls,
        "map": _map(selection, models, shown, low_is_slow=measure is RATE),
        "distribution": distribution(everything),
        "median": everything.quantile(0.5),
    }


def _rows(selection: Selection, found: Mapping[str, Mapping[Group, Histogram]]) -> list[Row]:
    """The busiest model first."""
    first, duration, rate = (_by_model(found[measure.name]) for measure in (FIRST_TOKEN, DURATION, RATE))
    nothing = Histogram(RATE, {})
    rows = [
        Row(
            model,
            times.calls,
            first.get(model, nothing).quantile(0.5),
            first.get(model, nothing).quantile(0.95),
            times.quantile(0.5),
            times.quantile(0.95),
            rate.get(model, nothing).quantile(0.5),
            rate.get(model, nothing).quantile(0.05),
            address("calls", selection.narrow({**_DONE, "model": model})),
        )
        for model, times in duration.items()
    ]
    return sorted(rows, key=lambda row: (-row.calls, row.model))


def _by_model(found: Mapping[Group, Histogram]) -> dict[str, Histogram]:
    parts: dict[str, list[Histogram]] = {}
    for (model, _), part in found.items():
        parts.setdefault(model, []).append(part)
    return {model: merged(each[0].measure, each) for model, each in parts.items()}


def _map(
    selection: Selection, models: list[str], found: Mapping[Group, Histogram], *, low_is_slow: bool
) -> HeatMap:
    lines: dict[str, dict[int, Value]] = {model: {} for model in models}
    for (model, hour), part in found.items():
        if model in lines:
            at = selection.narrow({**_DONE, "model": model, "hour": f"{hour:02}"})
            lines[model][hour] = Value(part.quantile(0.5), part.calls, address("calls", at))
    return heat_map({model: cells for model, cells in lines.items() if cells}, low_is_slow=low_is_slow)
