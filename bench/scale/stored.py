"""The five calls on a million stored completions of one person, beside as many of others."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import connection as django_connection
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo

from bench.scale.measure import measure_async
from bench.scale.unguarded import unguard
from chatapp.completions.stored.selection import KeyScope

# The id of the one with most; a quarter of hers are answers in chats, and one chat in ten is deleted.
HEAVY = 1
LIMIT_MS = 20.0

_HALF = {"half": "even"}
_OTHER_HALF = {"half": "odd"}
_HUNDREDTH = {"hundredth": "7"}
_FEW = {"few": "777"}
_FILTERS: dict[str, dict[str, Any]] = {
    "all": {},
    "model of most": {"model": "large"},
    "model of one in a hundred": {"model": "scripted/rare"},
    "unknown model": {"model": "nobody's"},
    "pair of half": {"metadata": _HALF},
    "pair of a hundredth": {"metadata": _HUNDREDTH},
    "pair of fifty": {"metadata": _FEW},
    "half and a third": {"metadata": {**_HALF, "third": "0"}},
    "half and a hundredth": {"metadata": {**_HALF, "hundredth": "8"}},
    "half and fifty": {"metadata": {**_HALF, **_FEW}},
    "half, a third, model of most": {"metadata": {**_HALF, "third": "0"}, "model": "large"},
}


_FILLED = (
    "conversations_conversation",
    "conversations_message",
    "completions_completion",
    "completions_storedcompletion",
    "completions_storedlabel",
)


def fill(stored: int) -> None:
    started = time.perf_counter()
    with django_connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        unguard(cursor, *_FILLED)
        for statement in _FILL:
            cursor.execute(statement, {"n": 2 * stored, "heavy": HEAVY})
        cursor.execute("VACUUM ANALYZE")
    print(
        f"{stored} stored completions of one person, filled in {time.perf_counter() - started:.0f} s",
        flush=True,
    )


async def report() -> None:
    """Print what each call takes. Raises SystemExit where one takes longer than it may."""
    async with await AsyncConnection.connect(_conninfo(), autocommit=True) as connection:
        places = await _places(connection)
        slow = [*await _pages(connection, places), *await _calls(connection, places["middle"])]
    if slow:
        raise SystemExit(f"Longer than {LIMIT_MS:.0f} ms: {', '.join(slow)}")


async def _places(connection: AsyncConnection) -> dict[str, str]:
    """Ids to go on after, by where they are among all rows."""
    cursor = await connection.execute(_PLACES, {"heavy": HEAVY})
    rows = await cursor.fetchall()
    return {name: f"chatcmpl-{id.hex}" for name, (id,) in zip(("start", "middle", "end"), rows, strict=True)}


async def _pages(connection: AsyncConnection, places: dict[str, str]) -> list[str]:
    from chatapp.completions.stored import operations

    slow = []
    for filtered, filters in _FILTERS.items():
        for name, after in places.items():
            for order in ("asc", "desc"):
                what = f"{filtered}, {name}, {order}"

                async def work(
                    order: str = order, after: str = after, by: dict[str, Any] = filters
                ) -> object:
                    return await operations.page(
                        connection, KeyScope(HEAVY), after=after, order=order, limit=100, **by
                    )

                slow += [what] if await measure_async(what, work) > LIMIT_MS else []
    return slow


async def _calls(connection: AsyncConnection, id: str) -> list[str]:
    from chatapp.completions.stored import operations

    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "one": lambda: operations.one(connection, KeyScope(HEAVY), id),
        "its messages": lambda: operations.messages(connection, KeyScope(HEAVY), id),
        "its metadata changed": lambda: operations.set_metadata(
            connection, KeyScope(HEAVY), id, {**_HALF, "at": str(time.time())}
        ),
    }
    slow = [what for what, work in calls.items() if await measure_async(what, work) > LIMIT_MS]

    async def delete_next() -> None:
        (item,) = (await operations.page(connection, KeyScope(HEAVY), after=id, limit=1)).items
        await operations.delete(connection, KeyScope(HEAVY), item["id"])

    took = await measure_async("the next one found and deleted", delete_next)
    return [*slow, "delete"] if took > LIMIT_MS else slow


def _conninfo() -> str:
    parameters = django_connection.get_connection_params()
    kept: dict[str, Any] = {name: value for name, value in parameters.items() if isinstance(value, str | int)}
    return make_conninfo(**kept)


_PLACES = """
    SELECT completion_id FROM (
        SELECT completion_id, row_number() OVER (ORDER BY id) AS number, count(*) OVER () AS count
        FROM completions_storedcompletion WHERE user_id = %(heavy)s AND response IS NOT NULL
    ) numbered
    WHERE number IN (200, count / 2, count - 200) ORDER BY number
"""
# Ordered by their time, as the server makes them.
_ID = """
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008' || left(md5(random()::text), 15))::uuid
"""
_MODEL = "CASE WHEN n %% 200 IN (0, 1) THEN 'rare' WHEN n %% 10 < 3 THEN 'small' ELSE 'large' END"
_FILL = (
    """
    INSERT INTO accounts_user (id, password, email, name, role, is_active, date_joined)
    SELECT n, '!', 'p' || n || '@example.com', 'Person ' || n, 'member', true, now()
    FROM generate_series(1, 200) n ON CONFLICT DO NOTHING
    """,
    f"""
    CREATE TABLE made_stored AS
    SELECT n, {_ID} AS id, CASE WHEN n %% 2 = 0 THEN %(heavy)s ELSE 2 + n %% 198 END AS person,
        at, {_MODEL} AS model, n %% 8 = 0 AS chat, {_ID} AS conversation, {_ID} AS question, {_ID} AS answer,
        json_build_object(
            'half', CASE WHEN n / 2 %% 2 = 0 THEN 'even' ELSE 'odd' END, 'third', (n / 2 %% 3)::text,
            'hundredth', (n / 2 %% 100)::text, 'few', (n / 100)::text
        ) AS metadata
    FROM generate_series(1, %(n)s) n, LATERAL (SELECT now() - (%(n)s - n) * interval '2 seconds' AS at) moment
    """,
    """
    INSERT INTO conversations_conversation (
        id, owner_id, title, title_source, preview, store, metadata, created_at, updated_at, deleted_at
    )
    SELECT conversation, person, 'Chat ' || n, 'model', 'How', true, '{}', at, at,
        CASE WHEN n %% 80 = 0 THEN at END
    FROM made_stored WHERE chat
    """,
    """
    INSERT INTO conversations_message (id, conversation_id, parent_id, role, body, created_at)
    SELECT question, conversation, NULL, 'user', '{"role":"user","content":"Why is that so?"}'::json, at
    FROM made_stored WHERE chat
    UNION ALL
    SELECT answer, conversation, question, 'assistant',
        json_build_object('role', 'assistant', 'content', repeat('Some words of it. ', 30)), at
    FROM made_stored WHERE chat
    """,
    """
    INSERT INTO completions_completion (
        id, kind, user_id, message_id, call, attempt, asked_model, provider_name, model_name, parameters, metadata,
        store, status, upstream_id, request_id, served_model, service_tier, system_fingerprint, finish_reasons,
        queued_at
    )
    SELECT id, CASE WHEN chat THEN 'chat' ELSE 'api' END, person, CASE WHEN chat THEN answer END,
        CASE WHEN NOT chat THEN id END, 1, model, 'Scripted', model, '{}', metadata, true, 'done', '', '', model, '',
        '', '{stop}', at
    FROM made_stored
    """,
    """
    INSERT INTO completions_storedcompletion (id, completion_id, user_id, request, response)
    SELECT n, id, person,
        CASE WHEN NOT chat THEN json_build_object('model', model, 'messages', json_build_array(
            json_build_object('role', 'user', 'content', md5(n::text) || repeat(' and more', 60)))) END,
        CASE WHEN NOT chat THEN json_build_object('id', 'chatcmpl-' || replace(id::text, '-', ''), 'model', model,
            'choices', json_build_array(json_build_object('index', 0, 'finish_reason', 'stop', 'message',
            json_build_object('role', 'assistant', 'content', md5(id::text) || repeat(' and so on', 60))))) END
    FROM made_stored ORDER BY n
    """,
    """
    INSERT INTO completions_storedlabel (stored_id, user_id, name, value)
    SELECT n, person, label.name, label.value
    FROM made_stored, LATERAL (
        SELECT 'metadata.' || key, value FROM json_each_text(metadata)
        UNION ALL VALUES ('model', model), ('model', 'scripted/' || model)
    ) AS label (name, value)
    ORDER BY n
    """,
    "DROP TABLE made_stored",
)
