"""How fast the models were: of each model, of each hour of the day, and how the calls are distributed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

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
    Histogram,
    Measure,
    by_hour,
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
    found = histograms(selection)
    rows = _rows(selection, found)
    models = [row.model for row in rows[:_LINES]]
    everything = merged(measure, list(found[of].values()))
    return {
        "rows": rows[:_ROWS],
        "more": len(rows) > _ROWS,
        "lines": _LINES,
        "of": of,
        "calls": everything.calls,
        "map": _map(selection, models, measure),
        "distribution": distribution(everything),
        "median": everything.quantile(0.5),
    }


def _rows(selection: Selection, found: Mapping[str, Mapping[str, Histogram]]) -> list[Row]:
    """The busiest model first."""
    first, duration, rate = (found[measure.name] for measure in (FIRST_TOKEN, DURATION, RATE))
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


def _map(selection: Selection, models: list[str], measure: Measure) -> HeatMap:
    lines: dict[str, dict[int, Value]] = {model: {} for model in models}
    others = address("calls", selection.widen("model").widen("hour").narrow(_DONE))
    where = {model: f"{others}&{urlencode({'model': model})}" for model in models}
    for (model, hour), part in by_hour(selection, measure, models).items():
        lines[model][hour] = Value(part.quantile(0.5), part.calls, f"{where[model]}&hour={hour:02}")
    return heat_map({model: cells for model, cells in lines.items() if cells}, low_is_slow=measure is RATE)
