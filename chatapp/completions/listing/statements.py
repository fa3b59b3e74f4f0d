"""Which rows a page of the list of calls shows: the statements for it, by what is asked.

A person's calls are in the order of their moments. What is stored, of calls and of chats, is in the order in which it
was stored. Each order has an index, and a page reads at most `%(reach)s` rows of it. They select the moment and the id
of completions, for a cursor that puts literals in: what is null is gone before the plan is made.
"""

from __future__ import annotations

from dataclasses import dataclass

from chatapp.completions.stored.selection import VISIBLE


@dataclass(frozen=True)
class PageStatements:
    """`page`: at most `%(limit)s` of them, below `%(before_id)s`. `end`: the last one that a page looks at, if it does
    not come to the end of all."""

    page: str
    end: str


_LIKE_THIS = """
    (%(status)s::text IS NULL OR seen.status = %(status)s)
    AND (%(key)s::bigint IS NULL OR seen.api_key_id = %(key)s)
    AND (%(model)s::text IS NULL OR %(model)s IN (seen.asked_model, seen.model_name, seen.served_model))
    AND (%(metadata)s::text IS NULL OR seen.metadata @> %(metadata)s::jsonb)
"""
_ON_THESE_DAYS = """
    (%(until)s::timestamptz IS NULL OR queued_at < %(until)s::timestamptz)
    AND (%(since)s::timestamptz IS NULL OR queued_at >= %(since)s::timestamptz)
"""
# Compared as a row, which is what the index can seek to.
_CALLS = f"""
    SELECT * FROM completions_completion
    WHERE user_id = %(user)s AND call IS NOT NULL
        AND (%(before)s::timestamptz IS NULL OR (queued_at, id) < (%(before)s::timestamptz, %(before_id)s::uuid))
        AND {_ON_THESE_DAYS}
    ORDER BY queued_at DESC, id DESC
"""
_HAS_CONTENT = """
    (seen.store AND EXISTS (
        SELECT FROM completions_storedcompletion kept WHERE kept.completion_id = seen.id AND kept.deleted_at IS NULL
    ))
"""
CALLS = PageStatements(
    page=f"""
        SELECT seen.queued_at, seen.id FROM ({_CALLS} LIMIT %(reach)s) seen
        WHERE {_LIKE_THIS} AND (%(stored)s::boolean IS NULL OR NOT {_HAS_CONTENT})
            AND NOT EXISTS (
                SELECT FROM completions_completion later
                WHERE later.call = seen.call AND later.attempt > seen.attempt
            )
        ORDER BY seen.queued_at DESC, seen.id DESC LIMIT %(limit)s
    """,
    end=f"SELECT queued_at, id FROM ({_CALLS}) seen OFFSET %(reach)s - 1 LIMIT 1",
)

# What was deleted keeps its place, so that a page after it can still be asked for.
_STORED = """
    SELECT * FROM completions_storedcompletion
    WHERE user_id = %(user)s AND deleted_at IS NULL
        AND (%(before_id)s::uuid IS NULL OR id < (
            SELECT id FROM completions_storedcompletion
            WHERE completion_id = %(before_id)s::uuid AND user_id = %(user)s
        ))
    ORDER BY id DESC
"""
STORED = PageStatements(
    page=f"""
        SELECT seen.queued_at, seen.id FROM ({_STORED} LIMIT %(reach)s) s
        JOIN completions_completion seen ON seen.id = s.completion_id
        WHERE {_LIKE_THIS} AND {_ON_THESE_DAYS} AND {VISIBLE}
        ORDER BY s.id DESC LIMIT %(limit)s
    """,
    end=f"""
        SELECT seen.queued_at, seen.id FROM ({_STORED} OFFSET %(reach)s - 1 LIMIT 1) s
        JOIN completions_completion seen ON seen.id = s.completion_id
    """,
)
