"""Where the time of a call went, as a bar: to the first token, through the answer, to the end."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from chatapp.backoffice.render import NOTHING, seconds
from chatapp.completions.models import Completion

_WIDTH: Final = 400


class Part(NamedTuple):
    """`name`: of its class. `x` and `width` as SVG reads them, whatever the language of the page."""

    name: str
    words: str
    x: str
    width: str


def timings(row: Completion) -> SafeString:
    if row.finished_at is None or row.finished_at <= row.queued_at:
        return SafeString(NOTHING)
    return render_to_string("backoffice/timings.html", {"parts": list(_parts(row)), "width": _WIDTH})


def _parts(row: Completion) -> Iterator[Part]:
    moments = _moments(row)
    start, end = moments[0][1], moments[-1][1]
    for (_, begin), (name, until) in itertools.pairwise(moments):
        if until > begin:
            x, width = (_WIDTH * (each / (end - start)) for each in (begin - start, until - begin))
            yield Part(name, _words(name, begin, until), f"{x:.2f}", f"{width:.2f}")


def _moments(row: Completion) -> list[tuple[str, datetime]]:
    """Each with what it ended, in their order."""
    known = (
        ("", row.queued_at),
        ("waiting", row.first_token_at),
        ("writing", row.last_token_at),
        ("ending" if row.first_token_at else "waiting", row.finished_at),
    )
    return [(name, moment) for name, moment in known if moment is not None]


def _words(name: str, begin: datetime, until: datetime) -> str:
    what = {"waiting": "without a token", "writing": "of writing", "ending": "until it was closed"}
    return f"{seconds(begin, until)} {what[name]}"
