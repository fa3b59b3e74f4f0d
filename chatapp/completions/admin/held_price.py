"""The price that a call was counted with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chatapp.backoffice.render import NOTHING
from chatapp.completions.models import Completion
from chatapp.usage.amounts import dollars
from chatapp.usage.models import UsageRecord

_KINDS: Final = {
    "input": "in", "cached_input": "cached", "audio_input": "audio in", "output": "out",
    "reasoning_output": "reasoning", "audio_output": "audio out",
}  # fmt: skip


def held_price(completion: Completion) -> str:
    """In words, of a correction where an admin priced the call later."""
    rows = UsageRecord.objects.filter(completion_id=completion.pk, price_input__isnull=False)
    row = rows.order_by("-pk").first()
    return ", ".join(_parts(row)) if row else NOTHING


def _parts(row: UsageRecord) -> Iterator[str]:
    units = [(words, getattr(row, f"price_{name}")) for name, words in _KINDS.items()]
    known = [f"{dollars(unit)} {words}" for words, unit in units if unit is not None]
    yield f"{', '.join(known)} per million tokens"
    if row.price_per_call:
        yield f"{dollars(row.price_per_call)} per call"
    if row.service_tier:
        yield f"service tier {row.service_tier}"
