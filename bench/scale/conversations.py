"""What a user's pages cost beside a million conversations, one person in twenty owning half of them all."""

from __future__ import annotations

import time
from functools import partial

from django.db import connection

from bench.scale.measure import measure
from bench.scale.unguarded import unguard

PEOPLE = 200
HEAVY = 10


def fill(conversations: int, messages: int) -> None:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        unguard(cursor, "conversations_conversation", "conversations_message")
        for statement in _FILL:
            cursor.execute(statement, {"people": PEOPLE, "heavy": HEAVY, "n": conversations, "m": messages})
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        (size,) = cursor.fetchone()
    print(f"{conversations} conversations, {conversations * messages} messages, {size}, filled in "
          f"{time.perf_counter() - started:.0f} s", flush=True)  # fmt: skip


def report() -> None:
    from chatapp.accounts.models import User
    from chatapp.conversations.access import get_conversation
    from chatapp.conversations.active_path import active_path
    from chatapp.conversations.listing import conversations_of
    from chatapp.conversations.models import Conversation
    from chatapp.turns.calls.routing import default_model_id

    heavy, light = User.objects.get(email="p1@example.com"), User.objects.get(email=f"p{PEOPLE}@example.com")
    for who, user in (("heavy", heavy), ("light", light)):
        mine = Conversation.objects.filter(owner=user)
        print(f"{who}: {mine.count()} conversations")
        first = conversations_of(user)
        middle = mine.order_by("-updated_at")[mine.count() // 2 :][0]
        measure("sidebar, first page", partial(conversations_of, user))
        if first.next:
            deep = type(first.next)(middle.updated_at, middle.pk)
            measure("sidebar, half way down", partial(conversations_of, user, deep))
        measure("a conversation's door", partial(get_conversation, user, middle.pk))
        measure("its last 40 messages", partial(active_path, middle))
        measure("the default model", partial(default_model_id, user.pk))


_FILL = (
    """
    INSERT INTO accounts_user (id, password, email, name, role, is_active, date_joined)
    SELECT n, '!', 'p' || n || '@example.com', 'Person ' || n, 'member', true, now()
    FROM generate_series(1, %(people)s) n
    """,
    """
    CREATE TABLE made AS
    SELECT n, gen_random_uuid() AS id,
        CASE WHEN n %% 2 = 0 THEN 1 + n / 2 %% %(heavy)s ELSE 1 + n %% %(people)s END AS owner,
        now() - n * interval '20 seconds' AS at
    FROM generate_series(1, %(n)s) n
    """,
    """
    INSERT INTO conversations_conversation (
        id, owner_id, title, title_source, preview, store, metadata, created_at, updated_at
    )
    SELECT id, owner, 'Conversation ' || n, 'model', 'How do I ' || n, false, '{}', at, at FROM made
    """,
    """
    CREATE TABLE made_messages AS
    SELECT made.id AS conversation, m, gen_random_uuid() AS id, at FROM made, generate_series(1, %(m)s) m
    """,
    "CREATE INDEX ON made_messages (conversation, m)",
    "ANALYZE made_messages",
    """
    INSERT INTO conversations_message (id, conversation_id, parent_id, role, body, created_at)
    SELECT id, conversation, lag(id) OVER (PARTITION BY conversation ORDER BY m),
        CASE WHEN m %% 2 = 1 THEN 'user' ELSE 'assistant' END,
        json_build_object('role', CASE WHEN m %% 2 = 1 THEN 'user' ELSE 'assistant' END, 'content',
            repeat('Some words of it. ', 12)), at
    FROM made_messages
    """,
    """
    UPDATE conversations_conversation c SET active_leaf_id = last.id
    FROM made_messages last WHERE last.conversation = c.id AND last.m = %(m)s
    """,
    "DROP TABLE made, made_messages",
)
