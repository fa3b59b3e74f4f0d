"""The calls of a selection, the newest first, page by page: each page begins after the last call of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from chatapp.usage.models import MeteredCall
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.selection import Selection

ROWS: Final = 50


@dataclass(frozen=True)
class CallList:
    """`next`: what the address of the next page says as `before`; empty: this is the last one."""

    rows: Sequence[MeteredCall]
    next: str

    @classmethod
    def read(cls, selection: Selection, before: str, most: int = ROWS) -> CallList:
        """Raises NotUnderstood where `before` is none of ours."""
        calls = selection.calls.order_by("-at", "-pk")
        if before:
            at, pk = _place(before)
            calls = calls.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
        # First which, then all of them: asked for at once, the database compares each call with each correction.
        keys = list(calls.values_list("pk", flat=True)[: most + 1])
        known = MeteredCall.objects.in_bulk(keys[:most])
        rows = [known[key] for key in keys[:most]]
        has_more = len(keys) > most
        return cls(rows, f"{rows[-1].at.isoformat()}_{rows[-1].pk}" if has_more else "")


def _place(text: str) -> tuple[datetime, int]:
    at, _, pk = text.partition("_")
    try:
        place = datetime.fromisoformat(at), int(pk)
    except ValueError:
        raise NotUnderstood("This place in the list does not exist.") from None
    if place[0].tzinfo is None:
        raise NotUnderstood("This place in the list does not exist.")
    return place
