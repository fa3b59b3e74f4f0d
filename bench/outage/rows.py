"""What the database says of a round: are the answers whole, and is the ledger the provider's log?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from uuid import UUID

from .answers import Answer
from .database import Database

Spent = tuple[int, int]
_POLL = 0.1


async def is_whole(database: Database, answer: Answer) -> bool:
    """Of a chat."""
    found = await database.rows(_ANSWER, {"turn": answer.turn})
    return [(row["status"], row["text"]) for row in found] == [("done", answer.text)]


async def differences(
    database: Database, said: dict[str, Spent], lost: Collection[UUID], seconds: float = 60
) -> int:
    """Of how many answers the ledger says something else than the provider, once all have ended."""
    for _ in range(round(seconds / _POLL)):
        if not await database.rows(_RUNNING):
            break
        await asyncio.sleep(_POLL)
    rows = await database.rows(_LEDGER, {"lost": list(lost)})
    counted = {row["upstream_id"]: (row["read"], row["written"]) for row in rows}
    ids = counted.keys() | said.keys()
    return sum(counted.get(each) != said.get(each) for each in ids)


async def corrections(database: Database) -> int:
    (row,) = await database.rows("SELECT count(*) FROM usage_usagerecord WHERE corrects IS NOT NULL")
    count: int = row["count"]
    return count


async def marked(database: Database, pid: int, seconds: float = 60) -> float:
    """Seconds until nothing of this dead server is open any more."""
    began = time.monotonic()
    while await database.rows(_OPEN, {"pid": pid}):
        if time.monotonic() - began > seconds:
            return float("inf")
        await asyncio.sleep(_POLL)
    return time.monotonic() - began


async def begun_by(database: Database, pid: int) -> list[UUID]:
    """The completions of this server."""
    return [row["id"] for row in await database.rows(_BEGUN, {"pid": pid})]


_ANSWER = """
    SELECT t.status, m.body->>'content' AS text
    FROM conversations_turn t LEFT JOIN conversations_message m ON m.turn_id = t.id
    WHERE t.id = %(turn)s
"""
_RUNNING = "SELECT id FROM completions_completion WHERE status = 'running'"
_LEDGER = """
    SELECT coalesce(nullif(c.upstream_id, ''), c.id::text) AS upstream_id, sum(u.prompt_tokens)::bigint AS read,
        sum(u.completion_tokens)::bigint AS written
    FROM completions_completion c LEFT JOIN usage_usagerecord u ON u.completion_id = c.id
    WHERE c.id <> ALL(%(lost)s::uuid[])
    GROUP BY 1
"""
_OPEN = """
    SELECT t.id FROM conversations_turn t JOIN conversations_runner r ON r.id = t.runner_id
    WHERE r.pid = %(pid)s AND t.status IN ('queued', 'running')
    UNION ALL
    SELECT c.id FROM completions_completion c JOIN conversations_runner r ON r.id = c.runner_id
    WHERE r.pid = %(pid)s AND c.status = 'running'
"""
_BEGUN = """
    SELECT c.id FROM completions_completion c JOIN conversations_runner r ON r.id = c.runner_id WHERE r.pid = %(pid)s
"""
