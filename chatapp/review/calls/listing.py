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
        rows = list(calls[: most + 1])
        last = rows[most - 1] if len(rows) > most else None
        return cls(rows[:most], f"{last.at.isoformat()}_{last.pk}" if last else "")


def _place(text: str) -> tuple[datetime, int]:
    at, _, pk = text.partition("_")
    try:
        place = datetime.fromisoformat(at), int(pk)
    except ValueError:
        raise NotUnderstood("This place in the list does not exist.") from None
    if place[0].tzinfo is None:
        raise NotUnderstood("This place in the list does not exist.")
    return place
