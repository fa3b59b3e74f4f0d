"""The rows of server processes that ended long ago."""

from typing import Final

from django.db import connection

# The database looks through all completions for each row that goes.
BATCH: Final = 10


def remove() -> int:
    """Remove rows, BATCH at most, of runners silent for a week to which nothing points. How many.

    A process that slept for so long enters its row again with its next heartbeat.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE, {"most": BATCH})
        removed: int = cursor.rowcount
    return removed


# One that left in order has a heartbeat from before its start.
_REMOVE: Final = """
    DELETE FROM conversations_runner WHERE id IN (
        SELECT r.id FROM conversations_runner r
        WHERE greatest(r.started_at, r.heartbeat_at) < now() - interval '7 days'
            AND NOT EXISTS (SELECT FROM conversations_turn t WHERE t.runner_id = r.id)
            AND NOT EXISTS (SELECT FROM completions_completion c WHERE c.runner_id = r.id)
        ORDER BY r.started_at LIMIT %(most)s
    )
"""
