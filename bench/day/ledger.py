"""The ledger of the day beside the provider's log, request by request."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from typing import TypeVar

from bench.outage.database import Database

from .prices import cost
from .provider import Spent

_POLL, _QUIET = 0.1, 30


Known = TypeVar("Known", Spent, "Row")


class Verdict(StrEnum):
    EXACT = "exact"
    ESTIMATED = "estimated"
    WRONG = "wrong"


@dataclass(frozen=True)
class Row:
    """A completion with what the ledger says of it, its corrections added. `read` None: nothing."""

    call: int
    title: bool
    status: str
    read: int | None
    written: int | None
    estimated: bool | None
    cost: Decimal | None


@dataclass(frozen=True)
class Pair:
    """A request as the provider and as the ledger knows it; None: not at all."""

    spent: Spent | None
    row: Row | None

    @property
    def call(self) -> int:
        known = self.spent or self.row
        assert known is not None
        return known.call

    @property
    def verdict(self) -> Verdict:
        if self.row is None:
            return Verdict.WRONG
        if self.row.estimated:
            return Verdict.ESTIMATED if self._unknowable else Verdict.WRONG
        return Verdict.EXACT if self._equal else Verdict.WRONG

    @property
    def _unknowable(self) -> bool:
        """Did the provider say nothing of it to a server that could hear it?"""
        assert self.row is not None
        cut_off = self.row.status in ("stopped", "interrupted")
        return cut_off or (self.spent is not None and not self.spent.refused and not self.spent.reported)

    @property
    def _equal(self) -> bool:
        assert self.row is not None
        if self.spent is None or self.spent.refused:
            return (self.row.read, self.row.written) == (0, 0)
        same = (self.row.read, self.row.written) == (self.spent.read, self.spent.written)
        return same and self.spent.reported and self.row.cost == cost(self.spent)


async def settled(database: Database) -> None:
    """Returns when nothing has run for three seconds: titles begin after their answer."""
    quiet = 0
    while quiet < _QUIET:
        quiet = 0 if await database.rows(_RUNNING) else quiet + 1
        await asyncio.sleep(_POLL)


async def rows(database: Database) -> list[Row]:
    return [Row(**row) for row in await database.rows(_ROWS)]


async def summed(database: Database) -> tuple[int, int, Decimal]:
    """Read, written and US dollars: a plain sum of the ledger."""
    (row,) = await database.rows(_SUMS)
    return row["read"], row["written"], row["cost"]


def paired(spent: Iterable[Spent], rows: Iterable[Row]) -> Iterator[Pair]:
    """Of each call in the order of its requests; a title is asked for once."""
    said, known = _by_call(spent), _by_call(rows)
    for key in said.keys() | known.keys():
        yield from (Pair(*each) for each in zip_longest(said[key], known[key]))


def _by_call(each: Iterable[Known]) -> defaultdict[tuple[int, bool], list[Known]]:
    found: defaultdict[tuple[int, bool], list[Known]] = defaultdict(list)
    for one in each:
        found[one.call, one.title].append(one)
    return found


def error(pairs: Sequence[Pair]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Tokens (provider's, ledger's) read, and written, of what was estimated."""
    read = (
        sum(pair.spent.read for pair in pairs if pair.spent),
        sum(pair.row.read or 0 for pair in pairs if pair.row),
    )
    written = (
        sum(pair.spent.written for pair in pairs if pair.spent),
        sum(pair.row.written or 0 for pair in pairs if pair.row),
    )
    return read, written


_RUNNING = "SELECT id FROM completions_completion WHERE status = 'running'"
_ROWS = """
    SELECT coalesce(
            c.metadata->>'call', c.parameters->>'seed', substring(m.body->>'content' FROM 'Call ([0-9]+)')
        )::int AS call,
        c.kind = 'title' AS title, c.status, u.prompt_tokens AS read, u.completion_tokens AS written, u.estimated,
        u.cost
    FROM completions_completion c
    LEFT JOIN usage_settled u ON u.completion_id = c.id
    LEFT JOIN conversations_turn t ON t.id = c.turn_id
    LEFT JOIN conversations_message m ON m.id = t.parent_id
    ORDER BY c.queued_at, c.id
"""
_SUMS = """
    SELECT sum(prompt_tokens)::bigint AS read, sum(completion_tokens)::bigint AS written, sum(cost) AS cost
    FROM usage_usagerecord
"""
