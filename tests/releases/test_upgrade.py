"""A database of each released version is brought up to date and goes on to work; nothing in it is lost.

`0.1.0.sql` was written by `pg_dump --inserts` from a database that servers of that version had used, with rows in
every table: one of them was killed in the middle of an answer. `0.1.0.sha256` lists its migrations.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import httpx
import psycopg
import pytest

from tests.browser.provider import Provider
from tests.releases.database import FOLDER, RELEASES, Rows, load, rows_of
from tests.servers.processes import ROOT, Serve, made_database
from tests.timeouts import TIMEOUT

pytestmark = pytest.mark.processes

KEY = "sk-chatapp-Rbj_rrSZQp9RoXKBvcE3aWuYSIqiQwN0md_-SGAKJuo"
# Written anew by each start, or gone with the end of the answer that was cut, or of a server that ended long ago.
TRANSIENT = {
    "cache",
    "knowledge_document",
    "knowledge_passage",
    "knowledge_posting",
    "conversations_turnevent",
    "conversations_runner",
}


class Upgraded(NamedTuple):
    server: Serve
    provider: Provider
    address: str
    before: Rows

    @property
    def api(self) -> httpx.Client:
        headers = {"authorization": f"Bearer {KEY}"}
        return httpx.Client(base_url=f"{self.server.url}/v1", headers=headers, timeout=TIMEOUT)


@pytest.fixture(scope="module", params=RELEASES)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    """A server of today on the tables of a released version; its provider listens somewhere else now."""
    with made_database() as address, Provider() as provider:
        load(address, request.param)
        with psycopg.connect(address) as connection:
            connection.execute(
                "UPDATE public.providers_provider SET base_url = %s WHERE slug = 'scripted'",
                [provider.base_url],
            )
        before = rows_of(address)
        variables = {"DATABASE_URL": address, "SECRET_KEY": "only for the tests of processes"}
        server = Serve(tmp_path_factory.mktemp("upgraded"), variables)
        yield Upgraded(server, provider, address, before)
        server.kill()


@pytest.mark.parametrize("release", RELEASES)
def test_no_released_migration_was_changed(release: str) -> None:
    listed = [line.split() for line in (FOLDER / f"{release}.sha256").read_text().splitlines()]
    found = {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for _, path in listed}
    assert found == {path: digest for digest, path in listed}


def test_every_row_is_there_after_the_upgrade(upgraded: Upgraded) -> None:
    assert not [table for table, rows in upgraded.before.items() if not rows]
    after = rows_of(upgraded.address)
    lost = {table: rows - after[table] for table, rows in upgraded.before.items() if table not in TRANSIENT}
    assert {table: rows for table, rows in lost.items() if rows} == {}


def test_people_log_in_and_find_their_chats(upgraded: Upgraded) -> None:
    with httpx.Client(base_url=upgraded.server.url, follow_redirects=True, timeout=TIMEOUT) as browser:
        page = browser.get("/account/login/")
        login = {"login": "alice@example.com", "password": "violet kettle 42"}
        token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        assert (
            browser.post("/account/login/", data={**login, "csrfmiddlewaretoken": token}).status_code == 200
        )
        with psycopg.connect(upgraded.address) as connection:
            chat = connection.execute(_CHAT).fetchone()
        assert chat
        shown = browser.get(f"/c/{chat[0]}")
        assert shown.status_code == 200
        assert "A word of Alice: naïve 😀" in shown.text
        assert "word1 word2 word3 word4 word5" in shown.text


def test_an_answer_that_the_old_server_left_half_is_marked_and_keeps_its_text(upgraded: Upgraded) -> None:
    with psycopg.connect(upgraded.address, autocommit=True) as connection:
        connection.execute("LISTEN chatapp_turns")
        while not (row := connection.execute(_HALF).fetchone()):
            assert next(connection.notifies(timeout=TIMEOUT, stop_after=1), None), "nothing was marked"
    assert row[0].startswith("word1 word2")


def test_an_old_key_calls_models_and_reads_what_was_stored(upgraded: Upgraded) -> None:
    body = {"model": "words-5", "messages": [{"role": "user", "content": "Hello"}], "store": True}
    with upgraded.api as api:
        stored = api.get("/chat/completions", params={"metadata[run]": "seven"}).json()["data"]
        messages = api.get(f"/chat/completions/{stored[0]['id']}/messages").json()["data"]
        called = api.post("/chat/completions", json=body)
    assert [message["content"] for message in messages] == ["Kept by 0.1.0", "word1 word2 word3 word4 word5"]
    assert called.status_code == 200
    assert upgraded.provider.requests[-1].headers["authorization"] == "Bearer sk-kept-by-0.1.0"


def test_the_built_in_model_is_free_from_the_upgrade_on(upgraded: Upgraded) -> None:
    body = {"model": "built-in", "messages": [{"role": "user", "content": "Hello"}]}
    with upgraded.api as api:
        called = api.post("/chat/completions", json=body)
    assert Decimal(called.headers["x-cost"]) == 0


_CHAT = """
    SELECT conversation_id FROM conversations_message WHERE body #>> '{content,0,text}' LIKE 'A word of Alice%'
"""
_HALF = """
    SELECT m.body->>'content' FROM conversations_turn t
    JOIN conversations_message m ON m.turn_id = t.id
    JOIN conversations_message q ON q.id = t.parent_id
    WHERE q.body #>> '{content,0,text}' = 'Half an answer' AND t.status = 'interrupted'
"""
