"""Which stored completions a page of the list shows: the statement for it, by what is asked.

A list is in the order of the rows' ids. Without labels it follows the index of the person's rows. With labels it
follows the index of one of them, the rarest, and looks the others up for each row. Where all of them are common it
follows all their indexes at once, and takes what is in each. So a page costs what it shows, not what there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from .labels import Label

ORDERS = ("asc", "desc")
# A row is looked up in about a microsecond.
_RARE = 5_000
_ENDS = {"asc": 0, "desc": 2**63 - 1}


@dataclass(frozen=True)
class Selection:
    """`statement` gives `id`s in their order, at most `%(most)s`; `values` are its other parameters."""

    statement: str
    values: dict[str, Any]


async def select(
    connection: AsyncConnection, user_id: int, labels: Sequence[Label], after: int | None, order: str
) -> Selection:
    """The rows of this person with all these labels, beyond the row `after`."""
    labels = list(dict.fromkeys(labels))
    values = {"user": user_id, "after": _ENDS[order] if after is None else after, **_numbered(labels)}
    side = _Side(">" if order == "asc" else "<", order)
    if not labels:
        return Selection(side.all_rows(), values)
    rarest, count = 0, 0
    if len(labels) > 1:
        counts = await (
            await connection.execute(side.counts(len(labels)), {**values, "rare": _RARE}, prepare=False)
        ).fetchone()
        assert counts is not None
        count, rarest = min((count, number) for number, count in enumerate(counts))
    rare = count < _RARE
    return Selection(side.along(rarest, len(labels)) if rare else side.common(len(labels)), values)


@dataclass(frozen=True)
class _Side:
    """A direction: how a row's id compares to the one before it."""

    beyond: str
    order: str

    def all_rows(self) -> str:
        return f"""
            SELECT s.id FROM completions_storedcompletion s
            WHERE s.user_id = %(user)s AND s.id {self.beyond} %(after)s AND {VISIBLE}
            ORDER BY s.id {self.order} LIMIT %(most)s
        """

    def along(self, driver: int, count: int) -> str:
        """Follow one label, and look up the others."""
        others = " ".join(f"AND {_has(number)}" for number in range(count) if number != driver)
        return f"""
            SELECT s.id FROM ({self._rows(driver)}) label
            JOIN completions_storedcompletion s ON s.id = label.stored_id
            WHERE {VISIBLE} {others}
            ORDER BY label.stored_id {self.order} LIMIT %(most)s
        """

    def common(self, count: int) -> str:
        """Follow all labels at once."""
        every = " UNION ALL ".join(f"({self._rows(number)})" for number in range(count))
        return f"""
            SELECT s.id FROM (
                SELECT stored_id FROM ({every}) label
                GROUP BY stored_id HAVING count(*) = {count} ORDER BY stored_id {self.order}
            ) label
            JOIN completions_storedcompletion s ON s.id = label.stored_id
            WHERE {VISIBLE}
            ORDER BY label.stored_id {self.order} LIMIT %(most)s
        """

    def counts(self, count: int) -> str:
        """How many rows each label has, as far as it matters."""
        return "SELECT " + ", ".join(
            f"(SELECT count(*) FROM ({self._rows(number)} LIMIT %(rare)s) label)" for number in range(count)
        )

    def _rows(self, number: int) -> str:
        return f"""
            SELECT stored_id FROM completions_storedlabel
            WHERE user_id = %(user)s AND name = %(name{number})s AND value = %(value{number})s
                AND stored_id {self.beyond} %(after)s
            ORDER BY stored_id {self.order}
        """


def _numbered(labels: Sequence[Label]) -> dict[str, str]:
    named = {f"name{number}": name for number, (name, _) in enumerate(labels)}
    return named | {f"value{number}": value for number, (_, value) in enumerate(labels)}


# Subqueries of one value are looked up for each row; as a join the planner may begin with what they read.
def _has(number: int) -> str:
    return f"""
        (SELECT true FROM completions_storedlabel other
        WHERE other.stored_id = s.id AND other.name = %(name{number})s AND other.value = %(value{number})s)
    """


VISIBLE = """
    s.deleted_at IS NULL AND (s.response IS NOT NULL OR (
        SELECT v.deleted_at IS NULL
        FROM completions_completion c
        JOIN conversations_message m ON m.id = c.message_id
        JOIN conversations_conversation v ON v.id = m.conversation_id
        WHERE c.id = s.completion_id
    ))
"""
