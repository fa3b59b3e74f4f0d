"""What servers of version 0.1.0 write of a provider's error while they are replaced may repeat what a person said."""

from typing import Final

from django.db import connection


def summarise() -> int:
    """Leave what today's servers keep of an error, in the completions of the last day. How many had more.

    Migration 0002 did it for all that were there; a server that still ran on the version before wrote on.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARISE)
        changed: int = cursor.rowcount
    return changed


# As `wire.types.error_summary` does it.
_KIND: Final = "'^[A-Za-z0-9_.-]{1,64}$'"
_SUMMARISE: Final = f"""
    WITH summary AS (
        SELECT id, error || jsonb_build_object(
            'message', split_part(error ->> 'message', ': ', 1),
            'param', NULL,
            'type', CASE WHEN error ->> 'type' ~ {_KIND} THEN error ->> 'type' END,
            'code', CASE WHEN error ->> 'code' ~ {_KIND} THEN error ->> 'code' END
        ) AS error
        FROM completions_completion
        WHERE queued_at > now() - interval '1 day' AND jsonb_typeof(error) = 'object' AND error ? 'message'
    )
    UPDATE completions_completion c SET error = summary.error FROM summary
    WHERE c.id = summary.id AND c.error <> summary.error
"""
