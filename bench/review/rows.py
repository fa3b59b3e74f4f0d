"""A year of calls, made by the database itself: chats and scripts of 200 people with 40 models of 4 providers.

As in a real house some call much more than others, each with a few models, and a script is for one project.
"""

from __future__ import annotations

import time

from django.db import connection

PEOPLE = 200
KEYS = 60
# Keys of our providers and models begin here: the built-in ones are there before them.
FIRST = 100
PROVIDERS = 4
MODELS = 40
_NUMBERS = {"people": PEOPLE, "keys": KEYS, "models": MODELS, "providers": PROVIDERS, "first": FIRST}


def fill(calls: int) -> None:
    started = time.perf_counter()
    _make_few()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        # The rows are right by construction: checking the foreign keys one by one would take hours.
        cursor.execute(_UNCHECKED)
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        # Built at once, at the end: each row would change all of them.
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for statement in _FILL:
            cursor.execute(statement, {"n": calls, **_NUMBERS})
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        (size,) = cursor.fetchone()
    print(f"{calls:,} calls, {size}, filled in {time.perf_counter() - started:.0f} s", flush=True)


def _make_few() -> None:
    """What there is little of: people, keys, providers, models, labels."""
    from chatapp.accounts.models import ApiKey, User
    from chatapp.providers.models import Model, Provider
    from chatapp.usage.models import CostLabel

    User.objects.bulk_create(
        User(pk=n, email=f"person{n}@example.com", name=f"Person {n}", password="!")
        for n in range(1, PEOPLE + 1)
    )
    ApiKey.objects.bulk_create(
        ApiKey(pk=n, user_id=n, name=f"script {n}", digest=str(n)) for n in range(1, KEYS + 1)
    )
    Provider.objects.bulk_create(
        Provider(
            pk=FIRST + n, name=f"Provider {n}", slug=f"provider-{n}", base_url=f"https://{n}.example.com/v1"
        )
        for n in range(PROVIDERS)
    )
    Model.objects.bulk_create(
        Model(pk=FIRST + n, provider_id=FIRST + n % PROVIDERS, name=f"model-{n}") for n in range(MODELS)
    )
    CostLabel.objects.bulk_create(CostLabel(name=name) for name in ("project", "centre"))


def fold_all() -> None:
    from chatapp.usage.sums.folding import fold
    from chatapp.usage.sums.speed_folding import fold_speed

    started = time.perf_counter()
    rows = fold()
    fold_speed()
    print(f"{rows:,} rows folded into days in {time.perf_counter() - started:.1f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE usage_dailysum, usage_dailymodelsum, usage_dailypersonsum, usage_monthlysum, "
            "usage_monthlyspeed, usage_monthlymodelspeed"
        )


_UNCHECKED = """
    DO $$ DECLARE each record; BEGIN
        FOR each IN SELECT conname, conrelid::regclass AS name FROM pg_constraint WHERE contype = 'f' LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.name, each.conname);
        END LOOP;
    END $$
"""
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename IN ('usage_usagerecord', 'completions_completion', 'conversations_message', 'conversations_turn')
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
"""
# Ordered by their time, as the server makes them.
_ID = """
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008' || left(md5(random()::text), 15))::uuid
"""
_FILL = (
    f"""
    CREATE UNLOGGED TABLE made AS
    SELECT n, at, {_ID} AS id, {_ID} AS turn, {_ID} AS conversation, {_ID} AS question, {_ID} AS answer,
        person, n %% 2 = 0 AS chat, person %% %(keys)s + 1 AS key,
        (person * 7 + (2.4 * pow(random(), 2))::int) %% %(models)s AS model,
        CASE WHEN n %% 50 = 0 THEN 'failed' WHEN n %% 70 = 0 THEN 'stopped' WHEN n %% 900 = 0 THEN 'interrupted'
            ELSE 'done' END AS status,
        n %% 2 = 1 AND person %% 3 = 0 AS store, n %% 40 = 0 AS estimated, n %% 200 = 7 AS unpriced,
        100 + (random() * 4000)::int AS tokens_in, 10 + (random() * 900)::int AS tokens_out,
        200 + (random() * 3000)::int AS first_ms, 1000 + (random() * 20000)::int AS last_ms,
        CASE WHEN n %% 2 = 1 THEN jsonb_build_object('project', 'project ' || person %% 31,
            'centre', (person %% 7)::text, 'run', (n / 100)::text) ELSE '{{}}' END AS metadata
    FROM generate_series(1, %(n)s) n,
        LATERAL (SELECT now() - (%(n)s - n) * (interval '365 days' / %(n)s) AS at) moment,
        LATERAL (SELECT 1 + (n * 0 + %(people)s * pow(random(), 2))::int %% %(people)s AS person) who
    """,
    """
    INSERT INTO conversations_conversation (
        id, owner_id, title, title_source, preview, store, metadata, created_at, updated_at
    )
    SELECT conversation, person, 'How do I ' || n, 'model', 'How do I ' || n, false, '{}', at, at
    FROM made WHERE n %% 20 = 0
    """,
    """
    INSERT INTO conversations_turn (
        id, conversation_id, owner_id, client_id, parent_id, status, model_id, provider_name, model_name,
        finish_reason, prompt_tokens, completion_tokens, created_at, first_token_at, finished_at,
        stop_requested, usage_estimated
    )
    SELECT turn, conversation, person, n::text, question, status, %(first)s + model,
        'Provider ' || model %% %(providers)s, 'model-' || model, 'stop', tokens_in, tokens_out, at,
        at + first_ms * interval '1 ms', at + last_ms * interval '1 ms', false, estimated
    FROM made WHERE n %% 20 = 0
    """,
    """
    INSERT INTO conversations_message (id, conversation_id, parent_id, turn_id, role, body, created_at)
    SELECT question, conversation, NULL::uuid, NULL::uuid, 'user', '{"role":"user","content":"Why?"}'::json, at
    FROM made WHERE n %% 20 = 0
    UNION ALL
    SELECT answer, conversation, question, turn, 'assistant',
        json_build_object('role', 'assistant', 'content', repeat('Some words of it. ', 30)), at
    FROM made WHERE n %% 20 = 0
    """,
    """
    INSERT INTO completions_completion (
        id, kind, user_id, api_key_id, turn_id, message_id, call, attempt, asked_model, provider_id, provider_name,
        model_id, model_name, parameters, metadata, store, status, error, upstream_id, request_id, served_model,
        service_tier, system_fingerprint, finish_reasons, queued_at, first_token_at, last_token_at, finished_at
    )
    SELECT id, CASE WHEN chat THEN 'chat' ELSE 'api' END, person, CASE WHEN NOT chat THEN key END,
        CASE WHEN n %% 20 = 0 THEN turn END, CASE WHEN n %% 20 = 0 THEN answer END,
        CASE WHEN NOT chat THEN id END, 1, 'model-' || model, %(first)s + model %% %(providers)s,
        'Provider ' || model %% %(providers)s, %(first)s + model,
        'model-' || model, '{"temperature": 0.5}', metadata, store, status,
        CASE WHEN status = 'failed' THEN jsonb_build_object('status', 400 + n / 50 %% 30, 'code', 'c' || n / 50 %% 3,
            'message', 'The provider said ' || n / 50 %% 30) END,
        'chatcmpl-' || n, 'req_' || n, 'model-' || model, '', '', '{stop}', at,
        CASE WHEN status <> 'failed' THEN at + first_ms * interval '1 ms' END, at + last_ms * interval '1 ms',
        at + last_ms * interval '1 ms'
    FROM made ORDER BY n
    """,
    """
    INSERT INTO usage_usagerecord (
        completion_id, status, prompt_tokens, cached_tokens, audio_prompt_tokens, completion_tokens, reasoning_tokens,
        audio_completion_tokens, accepted_prediction_tokens, rejected_prediction_tokens, total_tokens, estimated,
        price_input, price_output, cost, at, kind, turn_id, conversation_id, user_id, user_email, api_key_id,
        provider_id, provider_name, model_id, model_name, served_model, store, labels, attempt, call_id,
        first_token_ms, duration_ms, tools
    )
    SELECT id, status, tokens_in, tokens_in / 3, 0, tokens_out, tokens_out / 4, 0, 0, 0, tokens_in + tokens_out,
        estimated, CASE WHEN NOT unpriced THEN 0.25 * model END, CASE WHEN NOT unpriced THEN 2.0 * model END,
        CASE WHEN NOT unpriced THEN (0.25 * model * tokens_in + 2.0 * model * tokens_out) / 1000000 END, at,
        CASE WHEN chat THEN 'chat' ELSE 'api' END, CASE WHEN n %% 20 = 0 THEN turn END,
        CASE WHEN n %% 20 = 0 THEN conversation END, person, 'person' || person || '@example.com',
        CASE WHEN NOT chat THEN key END, %(first)s + model %% %(providers)s, 'Provider ' || model %% %(providers)s,
        %(first)s + model, 'model-' || model, 'model-' || model, store,
        CASE WHEN NOT chat THEN metadata - 'run' END, 1, CASE WHEN NOT chat THEN id END,
        CASE WHEN status <> 'failed' THEN first_ms END, last_ms,
        CASE WHEN n %% 60 = 0 THEN 'calculator + search_knowledge' WHEN n %% 12 = 0 THEN 'search_knowledge'
            WHEN n %% 15 = 1 THEN 'look_up' ELSE '' END
    FROM made ORDER BY n
    """,
    # One call in five hundred was corrected.
    """
    INSERT INTO usage_usagerecord (
        completion_id, status, prompt_tokens, cached_tokens, audio_prompt_tokens, completion_tokens, reasoning_tokens,
        audio_completion_tokens, accepted_prediction_tokens, rejected_prediction_tokens, total_tokens, estimated,
        cost, at, kind, user_id, user_email, provider_name, model_name, corrects
    )
    SELECT completion_id, 'done', 0, 0, 0, 7, 0, 0, 0, 0, 7, false, 0.0001, at, kind, user_id, user_email,
        provider_name, model_name, id
    FROM usage_usagerecord WHERE id %% 500 = 0
    """,
    """
    INSERT INTO completions_storedcompletion (completion_id, user_id, request, response)
    SELECT id, person, '{"messages":[]}', '{"choices":[]}' FROM made WHERE store AND NOT chat ORDER BY n
    """,
    "DROP TABLE made",
)
