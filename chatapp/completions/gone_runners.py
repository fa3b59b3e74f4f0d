"""The rows of server processes that ended long ago."""

from typing import Final

from django.db import connection

from chatapp.conversations.store.runners import REMOVE

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


_REMOVE: Final = REMOVE.format(
    unused="NOT EXISTS (SELECT FROM completions_completion c WHERE c.runner_id = r.id)"
)
