"""Which stored completions a page of the list shows: the statement for it, by what is asked.

A list is in the order of the rows' ids. Without labels it follows the index of the person's rows. With labels it
follows the index of the rarest one, or of the two rarest at once where all are common, and looks the others up for
each row. So a page costs what it shows, not what there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from chatapp.conversations.store.conversations import CONVERSATIONS
from chatapp.conversations.store.messages import MESSAGES

from .labels import MODEL, Label, model_label

# Of what has fewer rows each is looked up, to the end if need be: some microseconds for a row.
RARE = 2_000
_ENDS = {"asc": 0, "desc": 2**63 - 1}
_BEYOND = {"asc": ">", "desc": "<"}


@dataclass(frozen=True)
class KeyScope:
    """Whose stored completions an API key opens. `models`: names of those that it is limited to; empty: all."""

    user_id: int
    models: frozenset[str] = frozenset()

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of `OPEN`, and `%(user)s`."""
        return {"user": self.user_id, "models": sorted(self.models) or None, "model_label": MODEL}


@dataclass(frozen=True)
class Selection:
    """`statement` selects `id`s in their order, at most `%(most)s` of them; `values` are its other parameters."""

    statement: str
    values: dict[str, Any]


async def select(
    connection: AsyncConnection, scope: KeyScope, labels: Sequence[Label], after: int | None, order: str
) -> Selection:
    """The rows in this scope that have all these labels, from the row `after` on. `order`: asc or desc."""
    asked = list(dict.fromkeys([*labels, *_only_model(scope)]))
    values = {**scope.values, "after": _ENDS[order] if after is None else after, **_values(asked)}
    if not asked:
        statement = _ALL
    elif len(asked) == 1:
        statement = _along([0], 1)
    else:
        statement = await _of_several(connection, values, len(asked), order)
    return Selection(statement.format(beyond=_BEYOND[order], order=order), values)


def _only_model(scope: KeyScope) -> list[Label]:
    """A limit to one model is one label more: the page follows its index."""
    return [model_label(*scope.models)] if len(scope.models) == 1 else []


async def _of_several(connection: AsyncConnection, values: dict[str, Any], labels: int, order: str) -> str:
    statement = _counts(labels).format(beyond=_BEYOND[order])
    cursor = await connection.execute(statement, {**values, "rare": RARE}, prepare=False)
    row = await cursor.fetchone()
    assert row is not None
    rarest = sorted(range(labels), key=row.__getitem__)
    return _along(rarest[:1] if row[rarest[0]] < RARE else rarest[:2], labels)


def _values(labels: Sequence[Label]) -> dict[str, str]:
    return {
        key: text
        for number, (name, value) in enumerate(labels)
        for key, text in ((f"name{number}", name), (f"value{number}", value))
    }


def _counts(labels: int) -> str:
    """How many rows each label has, as far as that matters."""
    counts = (
        f"(SELECT count(*) FROM (SELECT FROM {_label(n)} WHERE {_is(n)} ORDER BY l{n}.stored_id LIMIT %(rare)s) few)"
        for n in range(labels)
    )
    return f"SELECT {', '.join(counts)}"


def _along(followed: Sequence[int], labels: int) -> str:
    """Follow the indexes of some of the labels, and look up the others."""
    first, *joined = followed
    joins = (f"JOIN {_label(number)} ON l{number}.stored_id = l{first}.stored_id" for number in joined)
    others = (f"AND {_has(number, first)}" for number in range(labels) if number not in followed)
    return f"""
        SELECT s.id FROM {_label(first)} {" ".join(joins)}
        JOIN completions_storedcompletion s ON s.id = l{first}.stored_id
        WHERE {" AND ".join(map(_is, followed))} {" ".join(others)} AND {OPEN}
        ORDER BY l{first}.stored_id {{order}} LIMIT %(most)s
    """


def _label(number: int) -> str:
    return f"completions_storedlabel l{number}"


def _is(number: int) -> str:
    return f"""
        l{number}.user_id = %(user)s AND l{number}.name = %(name{number})s AND l{number}.value = %(value{number})s
        AND l{number}.stored_id {{beyond}} %(after)s
    """


# A subquery of one value is looked up for each row; of a join the planner might read the other side first.
def _has(number: int, first: int) -> str:
    return f"""
        (SELECT true FROM {_label(number)}
        WHERE l{number}.stored_id = l{first}.stored_id
        AND l{number}.name = %(name{number})s AND l{number}.value = %(value{number})s)
    """


VISIBLE = f"""
    s.deleted_at IS NULL AND (s.response IS NOT NULL OR (
        SELECT v.deleted_at IS NULL
        FROM completions_completion c
        JOIN {MESSAGES} m ON m.id = c.message_id
        JOIN {CONVERSATIONS} v ON v.id = m.conversation_id
        WHERE c.id = s.completion_id
    ))
"""
# To a key that is limited to models the others are not there.
OPEN = f"""
    {VISIBLE} AND (%(models)b::text[] IS NULL OR EXISTS (
        SELECT FROM completions_storedlabel served
        WHERE served.stored_id = s.id AND served.name = %(model_label)s AND served.value = ANY(%(models)b::text[])
    ))
"""
_ALL = f"""
    SELECT s.id FROM completions_storedcompletion s
    WHERE s.user_id = %(user)s AND s.id {{beyond}} %(after)s AND {OPEN}
    ORDER BY s.id {{order}} LIMIT %(most)s
"""
