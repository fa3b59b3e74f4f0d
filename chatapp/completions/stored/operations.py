"""The five calls on stored completions, each in the scope of a key.

What is not there, not in it, deleted, or of a deleted conversation raises NotFound. Ids are those that the API's
callers see, and what is returned is JSON, ready to be sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from chatapp.accounts.errors import NotFound
from chatapp.completions.errors import PlaceNotFound
from chatapp.completions.public_id import key_of
from chatapp.conversations.active_path import NO_LIMIT, PATH
from chatapp.conversations.store.messages import MESSAGES
from chatapp.conversations.store.turns import TURNS
from chatapp.providers.store import PROVIDERS
from chatapp.usage.store import SETTLED
from chatapp.wire.json import jsontext

from .labels import PAIR, Label, labels_of, model_label, pair_label
from .representation import ASKED, stored_messages, stored_object
from .selection import OPEN, KeyScope, select


@dataclass(frozen=True)
class StoredPage:
    """Some of a list, in its order; `has_more`: there are others behind."""

    items: list[dict[str, Any]]
    has_more: bool


async def page(
    connection: AsyncConnection,
    scope: KeyScope,
    *,
    after: str | None = None,
    limit: int = 20,
    order: str = "asc",
    model: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> StoredPage:
    """`model`: any name that it goes by. `order`: asc or desc, as they were stored. Raises PlaceNotFound."""
    place = None if after is None else await _place(connection, scope, after)
    selection = await select(connection, scope, _wanted(model, metadata or {}), place, order)
    statement = _PAGE.format(selected=selection.statement, order=order)
    cursor = connection.cursor(row_factory=dict_row)
    # One row at a time: each may hold an answer of many megabytes.
    rows = cursor.stream(statement, {**selection.values, "most": limit + 1})
    items = [stored_object(row) async for row in rows]
    return StoredPage(items[:limit], len(items) > limit)


async def one(connection: AsyncConnection, scope: KeyScope, public_id: str) -> dict[str, Any]:
    return stored_object(await _row(connection, _ITEM, scope, public_id))


async def set_metadata(
    connection: AsyncConnection, scope: KeyScope, public_id: str, metadata: Mapping[str, str]
) -> dict[str, Any]:
    """Put `metadata` in the place of what there was. Returns the stored completion."""
    labels = labels_of(metadata, ())
    async with connection.transaction():
        row = await _row(connection, _LOCK, scope, public_id)
        changes = {
            "metadata": jsontext.dumps_text(dict(metadata)),
            "names": [name for name, _ in labels],
            "values": [value for _, value in labels],
            "pairs": f"{PAIR}%",
        }
        await connection.execute(_SET_METADATA, {**row, **changes})
        return await one(connection, scope, public_id)


async def delete(connection: AsyncConnection, scope: KeyScope, public_id: str) -> None:
    """Its content and metadata are gone; a list still goes on after it. The message of a chat stays in the chat."""
    async with connection.transaction():
        await connection.execute(DELETE, await _row(connection, _LOCK, scope, public_id))


async def messages(
    connection: AsyncConnection,
    scope: KeyScope,
    public_id: str,
    *,
    after: str | None = None,
    limit: int = 20,
    order: str = "asc",
) -> StoredPage:
    """What was sent and what was answered, in the order of the talk. Raises PlaceNotFound."""
    row = await _row(connection, _CONTENT, scope, public_id)
    said = await _path(connection, row) if row["response"] is None else _said(row)
    shown = stored_messages(public_id, said)
    if order == "desc":
        shown.reverse()
    first = _index(shown, after) + 1
    return StoredPage(shown[first : first + limit], len(shown) > first + limit)


def _wanted(model: str | None, metadata: Mapping[str, str]) -> list[Label]:
    pairs = [pair_label(key, value) for key, value in metadata.items()]
    return pairs if model is None else [*pairs, model_label(model)]


async def _row(
    connection: AsyncConnection, statement: str, scope: KeyScope, public_id: str
) -> dict[str, Any]:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(statement, {**scope.values, "completion": key_of(public_id)})
    row = await cursor.fetchone()
    if row is None:
        raise NotFound
    return row


async def _place(connection: AsyncConnection, scope: KeyScope, public_id: str) -> int:
    try:
        row = await _row(connection, _PLACE, scope, public_id)
    except NotFound as error:
        raise PlaceNotFound from error
    place: int = row["id"]
    return place


def _said(row: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    choices = jsontext.loads(row["response"])["choices"]
    return [*jsontext.loads(row["request"])["messages"], *(choice["message"] for choice in choices)]


async def _path(connection: AsyncConnection, row: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    place = {"leaf": row["message_id"], "conversation": row["conversation_id"], "limit": NO_LIMIT}
    cursor = await connection.execute(_BODIES, {**place, "left_out": row["left_out"] or 0})
    return [jsontext.loads(body) for (body,) in await cursor.fetchall()]


def _index(shown: list[dict[str, Any]], after: str | None) -> int:
    """Of the message `after`; -1 where the list is to begin at its beginning."""
    if after is None:
        return -1
    for index, message in enumerate(shown):
        if message["id"] == after:
            return index
    raise PlaceNotFound


_OF_USER = "s.user_id = %(user)s AND s.completion_id = %(completion)s"
_PLACE = f"SELECT s.id FROM completions_storedcompletion s WHERE {_OF_USER}"
_COLUMNS = """
    SELECT c.id AS key, c.call, c.parameters, c.metadata, c.queued_at,
        c.model_name, c.served_model, c.service_tier, c.system_fingerprint, c.finish_reasons,
        coalesce(p.slug, c.provider_name) AS provider, row_to_json(asked)::text AS asked, s.response::text,
        m.body::text, u.details, u.prompt_tokens, u.completion_tokens
"""
_ASKED = ", ".join(f'"{name}" json' for name in ASKED.values())
# What a script's call answered is in its response; the last two are read for chats only. Of a request, which may have
# many megabytes, no more is read than is shown.
_ROWS = f"""
    JOIN completions_completion c ON c.id = s.completion_id
    LEFT JOIN {PROVIDERS} p ON p.id = c.provider_id
    LEFT JOIN {MESSAGES} m ON m.id = c.message_id
    LEFT JOIN {SETTLED} u ON u.completion_id = c.id AND s.response IS NULL
    LEFT JOIN LATERAL json_to_record(s.request) AS asked ({_ASKED}) ON true
"""
_ITEM = f"{_COLUMNS} FROM completions_storedcompletion s {_ROWS} WHERE {_OF_USER} AND {OPEN}"
_PAGE = f"""
    WITH selected AS MATERIALIZED ({{selected}})
    {_COLUMNS} FROM selected JOIN completions_storedcompletion s ON s.id = selected.id {_ROWS}
    ORDER BY s.id {{order}}
"""
_CONTENT = f"""
    SELECT s.request::text, s.response::text, m.id AS message_id, m.conversation_id, t.left_out
    FROM completions_storedcompletion s
    JOIN completions_completion c ON c.id = s.completion_id
    LEFT JOIN {MESSAGES} m ON m.id = c.message_id
    LEFT JOIN {TURNS} t ON t.id = c.turn_id
    WHERE {_OF_USER} AND {OPEN}
"""
# Without the messages that did not fit into the model's window; instructions among them were sent.
_BODIES = (
    PATH
    + """
    SELECT body::text FROM (SELECT *, max(height) OVER () - height AS place FROM path) placed
    WHERE place >= %(left_out)s OR role IN ('system', 'developer')
    ORDER BY height DESC
"""
)
# Taken before what follows it is begun, which then sees what an earlier change left.
_LOCK = f"""
    SELECT s.id, s.completion_id AS completion, s.user_id AS "user" FROM completions_storedcompletion s
    WHERE {_OF_USER} AND {OPEN} FOR UPDATE OF s
"""
_SET_METADATA = """
    WITH completion AS (
        UPDATE completions_completion SET metadata = %(metadata)s::text::jsonb WHERE id = %(completion)s
    ), wanted AS (
        SELECT * FROM unnest(%(names)b::text[], %(values)b::text[]) AS wanted (name, value)
    ), gone AS (
        DELETE FROM completions_storedlabel
        WHERE stored_id = %(id)s AND name LIKE %(pairs)s AND (name, value) NOT IN (SELECT name, value FROM wanted)
    )
    INSERT INTO completions_storedlabel (stored_id, user_id, name, value)
    SELECT %(id)s, %(user)s, name, value FROM wanted
    ON CONFLICT DO NOTHING
"""
DELETE = """
    WITH labels AS (
        DELETE FROM completions_storedlabel WHERE stored_id = %(id)s
    ), stored AS (
        UPDATE completions_storedcompletion SET request = NULL, response = NULL, deleted_at = clock_timestamp()
        WHERE id = %(id)s RETURNING completion_id
    )
    UPDATE completions_completion c SET metadata = '{}' FROM stored WHERE c.id = stored.completion_id
"""
