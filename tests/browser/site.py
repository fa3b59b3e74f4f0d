"""A server, its database and its provider; and the rows that a test begins with."""

import json
import secrets
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import psycopg
from django.contrib.auth.hashers import Argon2PasswordHasher
from uuid_utils.compat import uuid7

from tests.browser.provider import Provider
from tests.cast import PASSWORD
from tests.servers.processes import Serve
from tests.timeouts import TIMEOUT

SECRET_KEY = "only for the tests of the browser"


class Site:
    """Between `start` and `stop` or `kill` there is a server, always on the same port."""

    def __init__(self, database: str, data: Path, provider: Provider) -> None:
        self.provider = provider
        self._database, self._data = database, data
        self._port = 0
        self.start()

    def start(self, **variables: str) -> None:
        own = {"DATABASE_URL": self._database, "SECRET_KEY": SECRET_KEY, "GRACE_SECONDS": "1"}
        self.server = Serve(self._data, {**own, **variables}, self._port)
        self.url = self.server.url
        self._port = int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        """In order, by SIGTERM."""
        assert self.server.stop() == 0, self.server.output

    def kill(self) -> None:
        """At once, by SIGKILL."""
        self.server.kill()

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Inside, nothing that is notified reaches the server, nor will it ever."""
        self.server.process.send_signal(signal.SIGSTOP)
        try:
            self._execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            yield
        finally:
            self.server.process.send_signal(signal.SIGCONT)

    def change(self, conversation: UUID, column: str, value: Any) -> None:
        """As another server does it, without a word of it."""
        self._execute(
            f"UPDATE conversations_conversation SET {column} = %s WHERE id = %s", value, conversation
        )

    def gone(self, seconds: float) -> None:
        """As if the server that was killed had been gone for so long already."""
        self._execute(
            "UPDATE conversations_runner SET heartbeat_at = heartbeat_at - make_interval(secs => %s)", seconds
        )

    def person(self, name: str, role: str = "member") -> str:
        """Makes an account. Returns the email address to log in with; the limit of logins begins anew."""
        email = f"{name.lower()}-{secrets.token_hex(4)}@example.com"
        self._execute("DELETE FROM cache")
        self._execute(
            "INSERT INTO accounts_user (email, name, role, password, is_active, date_joined)"
            " VALUES (%s, %s, %s, %s, true, now())",
            email, name, role, _hashed(PASSWORD),
        )  # fmt: skip
        return email

    def api_key(self, email: str) -> str:
        """A key of this person's, as their scripts send it."""
        text = f"sk-chatapp-{secrets.token_urlsafe(32)}"
        self._execute(
            "INSERT INTO accounts_apikey (user_id, name, prefix, digest, read_only, created_at, minute_requests,"
            " allowed_models) SELECT id, 'nightly report', %s, %s, false, now(), 0, '{}' FROM accounts_user"
            " WHERE email = %s",
            text[:16], sha256(text.encode()).hexdigest(), email,
        )  # fmt: skip
        return text

    def calls(self, email: str, count: int) -> None:
        """Calls of the API that this person's scripts made, without content."""
        self._execute(
            "INSERT INTO completions_completion (id, kind, user_id, call, attempt, asked_model, provider_name,"
            " model_name, parameters, metadata, store, status, upstream_id, request_id, served_model, service_tier,"
            " system_fingerprint, finish_reasons, queued_at)"
            " SELECT gen_random_uuid(), 'api', id, gen_random_uuid(), 1, 'model', 'Scripted', 'model', '{}', '{}',"
            " false, 'done', '', '', '', '', '', '{}', now() FROM accounts_user, generate_series(1, %s)"
            " WHERE email = %s",
            count, email,
        )  # fmt: skip

    def spent(self, email: str, model: str, dollars: str, at: datetime) -> None:
        """A call of a script in the ledger."""
        self._execute(
            """
            INSERT INTO usage_usagerecord (
                completion_id, status, prompt_tokens, cached_tokens, audio_prompt_tokens, completion_tokens,
                reasoning_tokens, audio_completion_tokens, accepted_prediction_tokens, rejected_prediction_tokens,
                total_tokens, estimated, cost, at, kind, user_id, user_email, provider_name, model_name, duration_ms
            )
            SELECT %s, 'done', 1000, 0, 0, 100, 0, 0, 0, 0, 1100, false, %s, %s, 'api', id, email, 'Somewhere', %s, 900
            FROM accounts_user WHERE email = %s
            """,
            uuid7(), dollars, at, model, email,
        )  # fmt: skip

    def model(self, script: str) -> str:
        """A model of the scripted provider that is this test's alone. Returns its name."""
        name = f"{script}:{secrets.token_hex(4)}"
        self._execute(
            "INSERT INTO providers_provider (name, slug, base_url, enabled, from_environment, forward_store_chat,"
            " forward_store_api, connect_timeout, idle_timeout, total_timeout, discovery_error, created_at)"
            " VALUES ('Scripted', 'scripted', %s, true, false, false, true, 10, 120, 1800, '', now())"
            " ON CONFLICT (slug) DO NOTHING",
            self.provider.base_url,
        )
        self._execute(
            "INSERT INTO providers_model (provider_id, name, display_name, chat, tools, vision, reasoning,"
            " is_default, added_by_hand, created_at)"
            " SELECT id, %s, '', true, false, false, false, false, true, now()"
            " FROM providers_provider WHERE slug = 'scripted'",
            name,
        )
        return name

    def can_see(self, model: str) -> None:
        self._execute("UPDATE providers_model SET vision = true WHERE name = %s", model)

    def can_call(self, model: str) -> None:
        self._execute("UPDATE providers_model SET tools = true WHERE name = %s", model)

    def limit_window(self, model: str, tokens: int) -> None:
        self._execute("UPDATE providers_model SET context_window = %s WHERE name = %s", tokens, model)

    def until_searched(self, name: str) -> None:
        """Returns when all files of this name in chats can be searched."""
        attached = "FROM knowledge_collection WHERE attached AND name = %s"
        self._until(f"SELECT 1 {attached} HAVING bool_and(passage_count > 0)", name)

    def until_asked(self, collection: str, count: int) -> None:
        """Returns when the editors of the collection can see so many questions."""
        gaps = "FROM knowledge_gap JOIN knowledge_collection c ON c.id = collection_id WHERE slug = %s"
        self._until(f"SELECT 1 {gaps} HAVING count(*) = %s", collection, count)

    def conversation(
        self, owner: str, title: str, messages: Sequence[str] = (), *, days_ago: int = 0
    ) -> UUID:
        """Questions and answers, one after the other, as the active path of a conversation."""
        at = datetime.now(UTC) - timedelta(days=days_ago)
        conversation = uuid7()
        path = [uuid7() for _ in messages]
        self._execute(
            "INSERT INTO conversations_conversation (id, owner_id, title, title_source, preview, active_leaf_id,"
            " store, metadata, created_at, updated_at)"
            " SELECT %s, id, %s, 'user', '', %s, false, '{}', %s, %s FROM accounts_user WHERE email = %s",
            conversation, title, path[-1] if path else None, at, at, owner,
        )  # fmt: skip
        rows = [
            (key, conversation, parent, role, json.dumps({"role": role, "content": text}), at)
            for key, parent, text, role in zip(path, [None, *path], messages, _roles(len(path)), strict=False)
        ]
        self._execute_many(
            "INSERT INTO conversations_message (id, conversation_id, parent_id, role, body, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            rows,
        )
        return conversation

    def delete(self, conversation: UUID) -> None:
        """As if another server had deleted it, of which this one is not told."""
        self._execute("UPDATE conversations_conversation SET deleted_at = now() WHERE id = %s", conversation)

    def answers(self, conversation: str) -> list[str]:
        """The texts of all answers that the database has, in their order."""
        rows = self._execute(
            "SELECT body->>'content' FROM conversations_message"
            " WHERE conversation_id = %s AND role = 'assistant' ORDER BY id",
            conversation,
        )
        return [text for (text,) in rows]

    def parents(self, conversation: str) -> list[UUID]:
        """What each answer hangs on."""
        rows = self._execute(
            "SELECT parent_id FROM conversations_message"
            " WHERE conversation_id = %s AND role = 'assistant' ORDER BY id",
            conversation,
        )
        return [parent for (parent,) in rows]

    def _until(self, statement: str, *values: Any) -> None:
        deadline = monotonic() + TIMEOUT
        while not self._execute(statement, *values):
            assert monotonic() < deadline, f"never: {statement} {values}"
            sleep(0.1)

    def _execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._database, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def _execute_many(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        with psycopg.connect(self._database) as connection:
            connection.cursor().executemany(statement.encode(), rows)


def _roles(count: int) -> list[str]:
    return [("user", "assistant")[number % 2] for number in range(count)]


@cache
def _hashed(password: str) -> str:
    hashed: str = Argon2PasswordHasher().encode(password, "only for the tests")
    return hashed
