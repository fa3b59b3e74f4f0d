"""Values of rows as the admin shows them."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NOTHING = "–"
Row = TypeVar("Row")
Shown = TypeVar("Shown")

_PAIRS = 3
_LONGEST_PAIR = 60

# Badge colours of the theme by what a status says.
STATUS_COLOURS = {
    "done": "success",
    "running": "info",
    "queued": "info",
    "requested": "info",
    "stopped": "warning",
    "interrupted": "warning",
    "failed": "danger",
}


def once(show: Callable[[Any, Row], Shown]) -> Callable[[Any, Row], Shown]:
    """A column or field whose value is kept with its row: the theme asks for each of them several times."""

    @wraps(show)
    def kept(page: Any, row: Row) -> Shown:
        values = row.__dict__.setdefault("_shown", {})
        if show.__name__ not in values:
            values[show.__name__] = show(page, row)
        value: Shown = values[show.__name__]
        return value

    return kept


def prose(text: str) -> SafeString:
    """Text as it was written, its lines and spaces kept."""
    return format_html('<div class="admin-prose">{}</div>', text) if text else SafeString(NOTHING)


def pretty(value: Any) -> SafeString:
    if value in (None, "", {}, []):
        return SafeString(NOTHING)
    shown = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return format_html(
        '<pre class="admin-json" tabindex="0">{}</pre>', shown.encode("utf-8", "replace").decode()
    )


def parse_json(text: str) -> Any:
    """The value of a JSON text; the text itself where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def link(page: str, key: Any, text: Any) -> SafeString:
    """A link to the admin's page of one row (`page` is `app_model`), or a dash."""
    if key is None:
        return SafeString(NOTHING)
    return format_html(
        '<a class="admin-link" href="{}">{}</a>', reverse(f"admin:{page}_change", args=[key]), text
    )


def link_to_list(page: str, text: str, **filters: Any) -> SafeString:
    address = f"{reverse(f'admin:{page}_changelist')}?{urlencode(filters)}"
    return format_html('<a class="admin-link" href="{}">{}</a>', address, text)


def seconds(start: datetime | None, end: datetime | None) -> str:
    """`850 ms` or `2.4 s` from one moment to the other."""
    if start is None or end is None:
        return NOTHING
    passed = (end - start).total_seconds()
    return f"{passed * 1000:.0f} ms" if passed < 1 else f"{passed:,.1f} s"


def tokens(count: int | None, estimated: bool) -> str:
    if count is None:
        return NOTHING
    return f"≈\N{NO-BREAK SPACE}{count:,}" if estimated else f"{count:,}"


def lines(first: str, *others: str) -> SafeString:
    """In a list: one below the other, the first one on top; empty ones are left out."""
    below = format_html_join("", "<small>{}</small>", ((other,) for other in others if other))
    return format_html('<span class="admin-lines">{}{}</span>', first, below)


def metadata(pairs: Mapping[str, Any]) -> SafeString:
    """In a list: one pair in each line, the first three."""
    lines = [f"{key}: {value}"[:_LONGEST_PAIR] for key, value in islice(pairs.items(), _PAIRS)]
    if len(pairs) > _PAIRS:
        lines.append(f"and {len(pairs) - _PAIRS} more")
    return (
        format_html('<span class="admin-pairs">{}</span>', "\n".join(lines)) if lines else SafeString(NOTHING)
    )
