"""What the async edges ask of the rows of API keys, and what the statements of others read of users."""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row

# What the statements of others read.
USERS = "(SELECT id, email, is_active FROM accounts_user)"


def names_of_groups(user: str) -> str:
    """An array of the names of the groups that a person, an expression of SQL, is in now."""
    return f"""ARRAY(
        SELECT g.name FROM accounts_group g JOIN accounts_group_members m ON m.group_id = g.id
        WHERE m.user_id = {user} ORDER BY lower(g.name)
    )"""


async def use_key(connection: AsyncConnection, digest: str) -> dict[str, Any] | None:
    """The key with this digest and what became of it; of one that works is noted that it is used."""
    cursor = connection.cursor(row_factory=dict_row)
    key = await (await cursor.execute(_KEY, {"digest": digest})).fetchone()
    if key is not None and key["unused"] and key["works"]:
        await connection.execute(_USED, {"id": key["id"]})
    return key


async def count_request(connection: AsyncConnection, key_id: int, limit: int) -> tuple[int, int]:
    """How many requests the key made in its minute, with this one, and in how many seconds the minute ends."""
    row = await (await connection.execute(_COUNT, {"id": key_id, "limit": limit})).fetchone()
    return (row[0], max(1, row[1])) if row else (1, 60)


_KEY = """
    SELECT k.id, k.user_id, k.allowed_models, k.read_only, k.requests_per_minute, k.revoked_at, u.is_active,
        coalesce(k.expires_at <= now(), false) AS expired,
        coalesce(k.last_used_at < now() - interval '1 minute', true) AS unused,
        k.revoked_at IS NULL AND u.is_active AND coalesce(k.expires_at > now(), true) AS works
    FROM accounts_apikey k JOIN accounts_user u ON u.id = k.user_id
    WHERE k.digest = %(digest)s
"""
_USED = "UPDATE accounts_apikey SET last_used_at = now() WHERE id = %(id)s"
# The row counts for all processes. What comes above the limit is not counted on: the minute ends when it ends.
_COUNT = """
    UPDATE accounts_apikey SET
        minute_began_at = CASE WHEN minute_began_at > now() - interval '1 minute' THEN minute_began_at ELSE now() END,
        minute_requests = CASE
            WHEN minute_began_at > now() - interval '1 minute' THEN least(minute_requests, %(limit)s) + 1 ELSE 1
        END
    WHERE id = %(id)s
    RETURNING minute_requests, ceil(extract(epoch FROM minute_began_at + interval '1 minute' - now()))::int
"""
