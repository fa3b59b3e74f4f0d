"""The statements that move a turn from one status to another, and all its rows with it.

`completions` is their part that `completions.store` writes. Every statement says "where the runner is me and the
status allows it".
"""

# What the sweep wrote goes, and the chat is where it was before, unless the person went on from it: then the whole
# answer is written over the part.
TAKE_BACK = """
    WITH turn AS (
        UPDATE conversations_turn SET
            status = %(status)s, runner_id = %(runner)s, finished_at = NULL, error = NULL
        WHERE id = %(turn)s AND status = ANY(%(sources)s) AND finished_at IS DISTINCT FROM %(ended_at)s
            AND (runner_id = %(runner)s OR status <> ALL(%(open)s))
        RETURNING *
    ), written AS (
        SELECT m.id FROM conversations_message m JOIN turn ON m.turn_id = turn.id
    ), free AS (
        SELECT id FROM written WHERE NOT EXISTS (
            SELECT FROM conversations_turn t WHERE t.parent_id IN (SELECT id FROM written)
        ) AND NOT EXISTS (
            SELECT FROM conversations_message m
            WHERE m.parent_id IN (SELECT id FROM written) AND m.turn_id IS DISTINCT FROM %(turn)s
        )
    ), {completions}, conversation AS (
        UPDATE conversations_conversation c SET active_leaf_id = turn.parent_id
        FROM turn WHERE c.id = turn.conversation_id AND c.active_leaf_id IN (SELECT id FROM free)
    ), logprobs AS (
        DELETE FROM conversations_messagelogprobs WHERE message_id IN (SELECT id FROM free)
    ), attached AS (
        DELETE FROM conversations_attachment_messages WHERE message_id IN (SELECT id FROM free)
    ), message AS (
        DELETE FROM conversations_message WHERE id IN (SELECT id FROM free)
    ), event AS (
        DELETE FROM conversations_turnevent WHERE turn_id IN (SELECT id FROM turn)
    )
    SELECT pg_notify(%(conversations_channel)s, owner_id || ' ' || conversation_id) FROM turn
"""
# The leaf follows the answer only if it still is where the turn began: the person may have gone elsewhere.
CLOSE = """
    WITH turn AS (
        UPDATE conversations_turn SET
            status = %(status)s, error = %(error)s::text::jsonb, finish_reason = %(finish_reason)s,
            prompt_tokens = %(prompt_tokens)s, completion_tokens = %(completion_tokens)s,
            usage_estimated = %(usage_estimated)s, left_out = %(left_out)s,
            first_token_at = %(first_token_at)s, finished_at = %(finished_at)s
        WHERE id = %(id)s AND runner_id = %(runner)s AND status = ANY(%(sources)s)
        RETURNING *
    ), message AS (
        INSERT INTO conversations_message (
            id, conversation_id, parent_id, turn_id, role, body, continues_id, reasoning_ms, created_at
        )
        SELECT new.id, turn.conversation_id, new.parent, turn.id, new.role, new.body::json, new.continues,
            new.thought, clock_timestamp()
        FROM turn, unnest(
            %(ids)s::uuid[], %(parents)s::uuid[], %(roles)b::text[], %(bodies)b::text[], %(continued)s::uuid[],
            %(thoughts)s::int[]
        ) AS new (id, parent, role, body, continues, thought)
        ON CONFLICT (id) DO UPDATE SET body = excluded.body, reasoning_ms = excluded.reasoning_ms
    ), attached AS (
        INSERT INTO conversations_attachment_messages (attachment_id, message_id)
        SELECT a.id, new.message FROM turn, unnest(%(attachments)s::uuid[], %(attached_to)s::uuid[])
            AS new (attachment, message)
        JOIN conversations_attachment a ON a.id = new.attachment
        WHERE a.owner_id = turn.owner_id
        ON CONFLICT DO NOTHING
    ), call AS (
        INSERT INTO conversations_toolcall (
            id, turn_id, message_id, call_id, type, name, arguments, status, result, started_at, finished_at
        )
        SELECT new.id, turn.id, new.message, new.call, new.type, new.name, new.arguments::json, new.status,
            new.result::json, new.started, new.finished
        FROM turn, unnest(
            %(call_rows)s::uuid[], %(call_messages)s::uuid[], %(call_ids)b::text[], %(call_types)b::text[],
            %(call_names)b::text[], %(call_arguments)b::text[], %(call_statuses)b::text[],
            %(call_results)b::text[], %(call_starts)s::timestamptz[], %(call_ends)s::timestamptz[]
        ) AS new (id, message, call, type, name, arguments, status, result, started, finished)
    ), logprobs AS (
        INSERT INTO conversations_messagelogprobs (message_id, logprobs)
        SELECT new.message, new.logprobs::json
        FROM turn, unnest(%(logprobs_messages)s::uuid[], %(logprobs)b::text[]) AS new (message, logprobs)
        ON CONFLICT (message_id) DO NOTHING
    ), {completions}, event AS (
        DELETE FROM conversations_turnevent WHERE turn_id IN (SELECT id FROM turn)
    ), conversation AS (
        UPDATE conversations_conversation c SET
            updated_at = clock_timestamp(),
            unread = true,
            active_leaf_id = CASE
                WHEN c.active_leaf_id = turn.parent_id THEN coalesce(%(leaf)s::uuid, c.active_leaf_id)
                ELSE c.active_leaf_id
            END
        FROM turn WHERE c.id = turn.conversation_id
    )
    SELECT
        pg_notify(%(turns_channel)s, id::text),
        pg_notify(%(conversations_channel)s, owner_id || ' ' || conversation_id)
    FROM turn
"""
