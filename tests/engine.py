"""The engine in the test's own loop: committed rows, a scripted provider over HTTP, and sockets of people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any, Self
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from chatapp import wiring
from chatapp.accounts.models import User
from chatapp.asgi import application
from chatapp.providers.models import Model, Provider
from chatapp.turns.generate import Policy
from chatapp.upstream.builtin import BuiltIn
from chatapp.upstream.pool import UpstreamPool
from chatapp.upstream.scripted import ScriptedProvider
from chatapp.upstream.scripts import SCRIPTS
from tests.scripts import OWN

_ROWS = [
    "completions_storedcompletion", "usage_usagerecord", "conversations_toolcall", "conversations_turnevent",
    "completions_completion", "conversations_message", "conversations_turn", "conversations_conversation",
    "conversations_runner", "usersessions_usersession", "django_session", "accounts_invitation",
    "accounts_auditentry", "account_emailaddress", "django_admin_log", "accounts_user",
]  # fmt: skip


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, also where all tests of a run commit: pytest-django would then make none."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows that other connections see. Cleared afterwards, past the ledger's trigger."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table in _ROWS:
                cursor.execute(f"DELETE FROM {table}")
            cursor.execute("DELETE FROM providers_price")
            cursor.execute(
                "DELETE FROM providers_model WHERE provider_id IN "
                "(SELECT id FROM providers_provider WHERE base_url <> 'builtin:')"
            )
            cursor.execute("DELETE FROM providers_provider WHERE base_url <> 'builtin:'")
            cursor.execute("SET session_replication_role = DEFAULT")
        connection.close()


class Person:
    """Somebody with an account and a browser that is logged in."""

    def __init__(self, name: str) -> None:
        self.user = User.objects.create_user(f"{name.lower()}@example.com", "a password of theirs", name=name)
        self.browser = Client()
        self.browser.force_login(self.user)

    @property
    def cookie(self) -> bytes:
        name = settings.SESSION_COOKIE_NAME
        return f"{name}={self.browser.cookies[name].value}".encode()

    def socket(self, origin: bytes = b"http://localhost", *, acknowledges: bool = True) -> Socket:
        headers = [(b"host", b"localhost"), (b"origin", origin), (b"cookie", self.cookie)]
        return Socket(headers, acknowledges=acknowledges)


@pytest.fixture
def alice_online(committed: None) -> Person:
    return Person("Alice")


@pytest.fixture
def bob_online(committed: None) -> Person:
    return Person("Bob")


@pytest.fixture
def charlie_online(committed: None) -> Person:
    return Person("Charlie")


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedProvider]:
    async with ScriptedProvider({**SCRIPTS, **OWN}) as provider:
        yield provider


@pytest.fixture
async def engine(committed: None, scripted: ScriptedProvider) -> AsyncIterator[wiring.Engine]:
    quick = Policy(first_delay=0.01, longest_delay=0.02)
    yield await wiring.start(policy=quick, upstreams=UpstreamPool({"builtin": BuiltIn(pace=0)}))
    await wiring.stop()
    await database_sync_to_async(connections.close_all)()


async def scripted_model(scripted: ScriptedProvider, name: str, *, tools: bool = False) -> int:
    """The id of a model at the scripted provider."""
    provider, _ = await Provider.objects.aget_or_create(
        slug="scripted", defaults={"name": "Scripted", "base_url": scripted.base_url}
    )
    model, _ = await Model.objects.aget_or_create(provider=provider, name=name, defaults={"tools": tools})
    return model.pk


class Socket:
    """A socket of the page: JSON frames both ways. It acknowledges as the page does, unless told not to."""

    def __init__(self, headers: list[tuple[bytes, bytes]], *, acknowledges: bool = True) -> None:
        self._channel = WebsocketCommunicator(application, "/ws/", headers)
        self._acknowledges = acknowledges
        self._taken: Counter[str] = Counter()
        self.hello: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        await self._channel.connect()
        self.hello = await self.next("hello")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._channel.disconnect()

    async def connect(self) -> dict[str, Any]:
        """Connect, and give the first thing that the server does."""
        await self._channel.connect()
        return await self.output()

    async def output(self) -> dict[str, Any]:
        output: dict[str, Any] = await self._channel.receive_output(timeout=10)
        return output

    async def send(self, kind: str, **fields: Any) -> None:
        await self.send_text(json.dumps({"type": kind, **fields}, separators=(",", ":")))

    async def send_text(self, text: str) -> None:
        await self._channel.send_to(text_data=text)

    async def send_bytes(self, data: bytes) -> None:
        await self._channel.send_to(bytes_data=data)

    async def next(self, *kinds: str) -> dict[str, Any]:
        """The next frame of one of these types; others are passed over."""
        while True:
            text: str = (await self.output())["text"]
            frame: dict[str, Any] = json.loads(text)
            if self._acknowledges and frame["type"] in ("snapshot", "events"):
                await self._acknowledge(frame, len(text.encode()))
            if frame["type"] in kinds:
                return frame

    async def _acknowledge(self, frame: dict[str, Any], size: int) -> None:
        turn = turn_of(frame)
        self._taken[turn] += size
        if self._taken[turn] >= 65_536:
            del self._taken[turn]
            await self.send("ack", turn=turn, seq=frame["seq"])

    async def arrived(self) -> list[dict[str, Any]]:
        """All frames that came until everything was handled that was sent to the server."""
        await self.send("ping", re="arrived")
        frames = [await self.next(*EVERY_FRAME)]
        while frames[-1]["type"] != "pong":
            frames.append(await self.next(*EVERY_FRAME))
        return frames[:-1]

    async def nothing(self) -> bool:
        """Does the server say nothing?"""
        silent: bool = await self._channel.receive_nothing(timeout=0.05)
        return silent

    async def closed(self) -> int:
        """The code with which the server closes; frames before are passed over."""
        while (output := await self.output())["type"] != "websocket.close":
            continue
        code: int = output["code"]
        return code

    async def ask(self, text: str, **fields: Any) -> dict[str, Any]:
        """Send a question. Returns the `sent` frame, or the error."""
        fields = {"client_id": uuid4().hex, "conversation": None, "parent": None, "model": None, **fields}
        await self.send("send", parts=[{"type": "text", "text": text}], **fields)
        return await self.next("sent", "error")

    async def answer(self, text: str, **fields: Any) -> Page:
        """Send a question and follow its turn to the end."""
        sent = await self.ask(text, **fields)
        assert sent["type"] == "sent", sent
        return await Page().watch(self, sent["turn"])


EVERY_FRAME = ("pong", "subscribed", "sent", "stopping", "snapshot", "events", "conversation", "error")


def turn_of(frame: dict[str, Any]) -> str:
    """The turn that a `snapshot` or `events` frame is about."""
    turn: str = frame["turn"]["id"] if frame["type"] == "snapshot" else frame["turn"]
    return turn


class Page:
    """What a page shows of one turn: the fold of the frames, as docs/protocol.md tells it."""

    def __init__(self) -> None:
        self.turn: dict[str, Any] = {"status": ""}
        self.messages: list[dict[str, Any]] = []
        self.seq = -1

    @property
    def ended(self) -> bool:
        return self.turn["status"] in ("done", "stopped", "failed", "interrupted")

    @property
    def text(self) -> str:
        return self.messages[-1]["body"].get("content") or ""

    def take(self, frame: dict[str, Any]) -> bool:
        """Fold a frame in. False: there is a gap, so a snapshot is needed."""
        if frame["type"] == "snapshot":
            self.turn, self.messages, self.seq = frame["turn"], frame["messages"], frame["seq"]
            return True
        if frame["after"] != self.seq:
            return False
        for event in frame["events"]:
            self._apply(event)
        self.seq = frame["seq"]
        return True

    async def watch(self, socket: Socket, turn: str) -> Self:
        """Follow until the turn has ended."""
        while not self.ended:
            frame = await socket.next("snapshot", "events")
            if turn == turn_of(frame) and (self.seq >= 0 or frame["type"] == "snapshot"):
                assert self.take(frame), "a frame was lost"
        return self

    async def until(self, socket: Socket, words: str) -> Self:
        """Follow until the last message has these words."""
        while not self.messages or words not in self.text:
            assert self.take(await socket.next("snapshot", "events")), "a frame was lost"
        return self

    def _apply(self, event: dict[str, Any]) -> None:
        body = self.messages[-1]["body"] if self.messages else {}
        match event["t"]:
            case "content" | "refusal" as field:
                body[field] = (body.get(field) or "") + event["text"]
            case "reasoning":
                body["reasoning_content"] = (body.get("reasoning_content") or "") + event["text"]
            case "message":
                self.messages.append(event["message"])
            case "set":
                body[event["field"]] = event["value"]
            case "thought":
                self.messages[-1]["reasoning_ms"] = event["ms"]
            case "status" | "notice" as field:
                self.turn[field] = event[field]
            case "timing":
                self.turn["first_token_ms"] = event["first_token_ms"]
            case "end":
                self.turn = event["turn"]
            case "tool_call":
                self._apply_call(body, event)

    def _apply_call(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        calls = body.setdefault("tool_calls", [])
        while len(calls) <= event["index"]:
            calls.append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
        call = calls[event["index"]]
        call["id"], call["type"] = event["id"] or call["id"], event["type"] or call["type"]
        call["function"]["name"] = event["name"] or call["function"]["name"]
        call["function"]["arguments"] += event["arguments"]
