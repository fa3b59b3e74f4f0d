"""Numbers of the review as its pages show them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chatapp.backoffice import render
from chatapp.review.charts.heat_map import Line
from chatapp.review.words import calls
from chatapp.usage.amounts import dollars
from chatapp.usage.models import MeteredCall
from chatapp.usage.sums.totals import Totals

if TYPE_CHECKING:
    # The page of the admin that it needs is not there yet when the libraries of templates are collected.
    from chatapp.review.breakdown.table import Cell

register = template.Library()
register.filter("dollars", dollars)

# From here on a figure counts millions.
_LARGE: Final = 10_000_000


@register.filter
def cost(totals: Totals) -> SafeString | str:
    """What is known of it, and of how many calls it is not known."""
    if totals.calls and totals.unpriced == totals.calls:
        return "unpriced"
    known = dollars(totals.cost)
    if not totals.unpriced:
        return known
    return format_html("{} <small>and {} unpriced</small>", known, number(totals.unpriced))


@register.filter
def part(cell: Cell) -> SafeString | str:
    """What a cell of a breakdown adds to its row: of a year of days there are thousands, too many for a template."""
    if cell.totals is None:
        return render.NOTHING
    unpriced = f", {number(cell.totals.unpriced)} unpriced" if cell.totals.unpriced else ""
    known = "unpriced" if cell.totals.calls == cell.totals.unpriced else dollars(cell.totals.cost)
    return format_html(
        '<a href="{}">{}</a> <small>{}{}</small>', cell.address, known, calls(cell.totals.calls), unpriced
    )


@register.filter
def signed_dollars(cost: Decimal) -> str:
    return f"{'−' if cost < 0 else '+'}{dollars(abs(cost))}"


@register.filter
def signed(count: int) -> str:
    return f"{'−' if count < 0 else '+'}{abs(count):,}"


@register.filter
def number(count: int | None) -> str:
    return render.NOTHING if count is None else f"{count:,}"


@register.filter
def duration(milliseconds: float | None) -> str:
    """`850 ms` or `2.4 s`."""
    if milliseconds is None:
        return render.NOTHING
    return f"{milliseconds:,.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:,.1f} s"


@register.filter
def rate(tokens: float | None) -> str:
    """Tokens per second."""
    return render.NOTHING if tokens is None else f"{tokens:,.0f}/s" if tokens >= 10 else f"{tokens:.1f}/s"


@register.filter
def speed(value: float | None, of: str) -> str:
    """A value of one of the measures of speed."""
    return rate(value) if of == "rate" else duration(value)


@register.simple_tag
def heat_cells(line: Line, size: int, of: str) -> SafeString:
    """The rectangles of a line of a heat map: of a page there are hundreds, too many for a template."""
    return format_html_join(
        "\n",
        '<a href="{}"><rect class="review-heat-{}" x="{}" y="{}" rx="4" width="{}" height="{}">'
        "<title>{}, {} h: about {} ({} calls)</title></rect></a>",
        (
            (
                cell.address, cell.level, cell.x, line.y, size, size,
                line.name, cell.hour, speed(cell.value, of), number(cell.calls),
            )
            for cell in line.cells
            if cell.value
        ),
    )  # fmt: skip


@register.filter
def percent(share: float | None) -> str:
    return render.NOTHING if share is None else f"{share:,.0%}"


@register.filter
def part_of(share: float | None, whole: str) -> str:
    """What follows a part where its share says something."""
    return "" if share is None else f", {percent(share)} of {whole}"


@register.filter
def change(share: float | None) -> str:
    """Of a figure against the period before."""
    if share is not None and abs(share) < 0.005:
        return "the same"
    return "new" if share is None else f"{'−' if share < 0 else '+'}{abs(share):,.0%}"


@register.filter
def figure(value: Any, form: str) -> str:
    """A value of an overview's figure in its form."""
    if form == "dollars":
        return dollars(value)
    if form == "ms":
        return duration(value)
    if form == "percent":
        return percent(value)
    if value % 1:
        # A tick between two counts.
        return ""
    return number(value) if value < _LARGE else f"{value / 1_000_000:,.1f} M"


@register.filter
def tokens(call: MeteredCall, which: str) -> str:
    """The `prompt` or `completion` tokens of a call."""
    return render.tokens(getattr(call, f"{which}_tokens"), call.estimated)


@register.filter
def person(call: MeteredCall) -> str:
    return call.user_email or "anonymised"


@register.filter
def address(call: MeteredCall) -> str:
    """The page of the completion that the call was."""
    return reverse("admin:completions_completion_change", args=[call.completion_id])


@register.filter
def unlocalized(share: float) -> str:
    """As an attribute needs it, whatever the language of the page."""
    return f"{share:.4f}"
