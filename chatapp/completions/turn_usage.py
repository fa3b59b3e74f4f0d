"""What the turns of chats used, as the ledger has it: the one source of the numbers below an answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection as django_connection
from psycopg import AsyncConnection
from psycopg.rows import class_row

from chatapp.completions.store import METERED_TURNS


@dataclass(frozen=True)
class TurnUsage:
    """All attempts of a turn. `cost` is in US dollars, null where one has no price: then it is `unpriced`."""

    turn_id: UUID
    prompt_tokens: int
    completion_tokens: int
    usage_estimated: bool
    cost: Decimal | None
    unpriced: bool

    @property
    def columns(self) -> dict[str, Any]:
        """As `describe_turn` takes them."""
        columns = asdict(self)
        del columns["turn_id"]
        return columns


def usage_of_turns(turns: Collection[UUID]) -> dict[UUID, TurnUsage]:
    """By turn. A turn that was copied or imported has none here: its calls were counted elsewhere."""
    if not turns:
        return {}
    with django_connection.cursor() as cursor:
        cursor.execute(METERED_TURNS, {"turns": list(turns)})
        found = [TurnUsage(*row) for row in cursor.fetchall()]
    return {usage.turn_id: usage for usage in found}


async def usage_of_turn(connection: AsyncConnection, turn: UUID) -> TurnUsage | None:
    """The same of one turn, over the engine's connection."""
    cursor = connection.cursor(row_factory=class_row(TurnUsage))
    await cursor.execute(METERED_TURNS, {"turns": [turn]})
    return await cursor.fetchone()
