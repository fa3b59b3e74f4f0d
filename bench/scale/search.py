"""What the search of a person's own chats costs: one hundred thousand messages of theirs beside all others'."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

from django.db import connection

from bench.scale.measure import measure

PEOPLE = 200
# Those of the person who searches, spread over `MONTHS`; in a chat there are `IN_A_CHAT`.
OWN = 100_000
MONTHS = 36
IN_A_CHAT = 20
# Different texts, each of so many words: the n-th most common word stands in about one of n texts.
TEXTS = 4_000
WORDS = 90
VOCABULARY = 40_000
TIMES = 100

_QUERIES = {
    "a word of every message": "w0",
    "a word of one in ten": "w30",
    "a word of one in a thousand": "w3000",
    "a word of nobody": "nothing",
    "a letter": "w",
    "two letters": "w1",
    "two common words": "w0 w1",
    "three words": "w0 w5 w30",
    "a common and a rare word": "w0 w3000",
    "two words in a row": '"w0 w1"',
    "a common word, one model": "w0 model:gpt-5",
    "one model": "model:gpt-5",
    "a common word, one month": "w0 after:2024-03 before:2024-04",
}


def fill(messages: int) -> None:
    started = time.perf_counter()
    values = {
        "people": PEOPLE, "own": min(OWN, messages), "n": messages, "months": MONTHS, "chat": IN_A_CHAT,
        "texts": TEXTS, "words": WORDS, "vocabulary": VOCABULARY,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SELECT setseed(0.5)")
        for statement in _FILL:
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(_SIZES)
        rows, index, others = cursor.fetchone()
    print(
        f"{messages} messages, {values['own']} of the one person; what they are found by: index {index}, "
        f"rows {rows}, their other indexes {others}; filled in {time.perf_counter() - started:.0f} s",
        flush=True,
    )


def report() -> None:
    from chatapp.accounts.models import User
    from chatapp.conversations.search.hits import search
    from chatapp.conversations.search.query import parse

    person = User.objects.get(email="p1@example.com")
    for what, line in _QUERIES.items():
        found = search(person, parse(line))
        more = "+" if found.more else ""
        before = _cpu_ms()
        measure(f"{what} ({found.messages}{more})", partial(search, person, parse(line)), times=TIMES)
        ours, theirs = ((after - at) / TIMES for at, after in zip(before, _cpu_ms(), strict=True))
        print(
            f"    of that CPU time, on average: {ours:.1f} ms here, {theirs:.1f} ms of the database",
            flush=True,
        )


def _cpu_ms() -> tuple[float, float]:
    """Of this process, and of the one that serves it in a Postgres on this machine (Linux)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() * 1000, (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


# A message of the person who searches, or of one of the others, by its number.
_OWNER = "CASE WHEN n <= %(own)s THEN 1 ELSE 2 + (n / %(chat)s) %% (%(people)s - 1) END"
# Each person's are spread over all months, in the order of their numbers.
_AT = """
    now() - interval '1 hour' - %(months)s * interval '30 days' * random_place
"""
_FILL = (
    """
    INSERT INTO accounts_user (id, password, email, name, role, is_active, date_joined)
    SELECT n, '!', 'p' || n || '@example.com', 'Person ' || n, 'member', true, now()
    FROM generate_series(1, %(people)s) n
    """,
    # The place among the words by the power of a random number: few words are common, most are rare.
    """
    CREATE TABLE made_text AS
    SELECT text, string_agg('w' || word, ' ' ORDER BY place) AS body, string_agg(
        format('''@w%%s'':%%s', word, place), ' ' ORDER BY place
    ) AS terms
    FROM generate_series(0, %(texts)s - 1) text, generate_series(1, %(words)s) place, LATERAL (
        SELECT floor(power(%(vocabulary)s, random() + 0 * (place + text)))::int - 1 AS word
    ) chosen
    GROUP BY text
    """,
    "ALTER TABLE made_text ADD PRIMARY KEY (text)",
    f"""
    CREATE TABLE made_chat AS
    SELECT chat, gen_random_uuid() AS id, {_OWNER} AS owner,
        now() - interval '1 hour' - %(months)s * interval '30 days' * random() AS at
    FROM (SELECT chat, chat * %(chat)s AS n FROM generate_series(1, %(n)s / %(chat)s) chat) chats
    """,
    "ALTER TABLE made_chat ADD PRIMARY KEY (chat)",
    """
    INSERT INTO conversations_conversation (
        id, owner_id, title, title_source, preview, store, metadata, created_at, updated_at, indexed_at
    )
    SELECT id, owner, 'Chat w' || chat %% 500, 'model', 'How', false, '{}', at, at, at FROM made_chat
    """,
    """
    CREATE TABLE made_message AS
    SELECT gen_random_uuid() AS id, chat.id AS conversation, chat.owner,
        chat.at + n %% %(chat)s * interval '1 minute' AS at, n, text.body, text.terms
    FROM generate_series(1, %(n)s) n
    JOIN made_chat chat ON chat.chat = 1 + (n - 1) / %(chat)s
    JOIN made_text text ON text.text = (n::bigint * 7919 + n / 13) %% %(texts)s
    ORDER BY at
    """,
    """
    INSERT INTO conversations_message (id, conversation_id, role, body, created_at)
    SELECT id, conversation, CASE WHEN n %% 2 = 1 THEN 'user' ELSE 'assistant' END,
        json_build_object('role', 'user', 'content', body), at
    FROM made_message
    """,
    "DROP INDEX search_terms",
    """
    INSERT INTO conversations_searchentry (id, conversation_id, at, terms)
    SELECT id, conversation, at, (
        replace(terms, '@', start) || CASE WHEN n %% 10 = 0 THEN format(' ''%%smodel:gpt-5''', start) ELSE '' END
    )::tsvector
    FROM made_message, LATERAL (
        SELECT to_hex(owner) || '.' || to_hex((date_part('year', at AT TIME ZONE 'UTC') * 4
            + date_part('quarter', at AT TIME ZONE 'UTC') - 1)::int) || '.' AS start
    ) slice
    """,
    """
    INSERT INTO conversations_searchentry (id, conversation_id, at, terms)
    SELECT id, id, at, format(
        '''%%1$s.0.chat'':1 ''%%1$s.0.w%%2$s'':2', to_hex(owner), chat %% 500
    )::tsvector
    FROM made_chat
    """,
    "CREATE INDEX search_terms ON conversations_searchentry USING gin (terms) WITH (fastupdate = off)",
    "DROP TABLE made_text, made_chat, made_message",
)
_SIZES = """
    SELECT pg_size_pretty(pg_table_size(t)), pg_size_pretty(pg_relation_size('search_terms')),
        pg_size_pretty(pg_indexes_size(t) - pg_relation_size('search_terms'))
    FROM (SELECT 'conversations_searchentry'::regclass AS t) entry
"""
