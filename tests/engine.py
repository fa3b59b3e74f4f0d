"""The engine in the test's own loop: committed rows, a scripted provider over HTTP, and sockets of people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Self

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from chatapp import wiring
from chatapp.accounts.models import User
from chatapp.asgi import application
from chatapp.knowledge.models import Collection
from chatapp.knowledge.sources import chat_files
from chatapp.providers.models import Model, Provider
from chatapp.turns.calls.attempts import Policy
from chatapp.upstream.builtin.provider import BuiltIn
from chatapp.upstream.pool import UpstreamPool
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts import SCRIPTS
from tests import insert_only
from tests.page import Line
from tests.samples.scripts import OWN
from tests.timeouts import TIMEOUT

__all__ = ["Person", "Socket", "scripted_model"]

_ROWS = [
    "completions_storedlabel", "completions_storedcompletion",
    "shares_share", "exchange_origin", "exchange_importpart", "exchange_import",
    "usage_usagerecord", "conversations_toolcall", "conversations_turnevent",
    "completions_completion", "conversations_feedback", "conversations_attachment_messages",
    "conversations_messagelogprobs",
    "conversations_attachment", "knowledge_intake", "conversations_message", "conversations_turn",
    "conversations_conversation", "conversations_runner", "usersessions_usersession", "django_session",
    "accounts_invitation",
    "accounts_auditentry", "account_emailaddress", "django_admin_log", "accounts_apikey",
    "accounts_group_members", "accounts_group", "accounts_user",
]  # fmt: skip


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database, also where all tests of a run commit: pytest-django would then make none."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows that other connections see. Cleared afterwards, past the triggers that keep ledger and audit log."""
    with django_db_blocker.unblock():
        yield
        with transaction.atomic(), insert_only.let_delete(), connection.cursor() as cursor:
            for table in _ROWS:
                cursor.execute(f"DELETE FROM {table}")
            attached = Collection.all_objects.filter(attached=True).values_list("pk", flat=True)
            chat_files.remove(list(attached))
            cursor.execute("SELECT 1 FROM procrastinate_jobs LIMIT 1")
            if cursor.fetchone():
                cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
            for table in ("alias", "fallback"):
                cursor.execute(f"DELETE FROM providers_{table}")
            added = "SELECT id FROM providers_provider WHERE base_url <> 'builtin:'"
            models = f"SELECT id FROM providers_model WHERE provider_id IN ({added})"
            cursor.execute(f"DELETE FROM providers_price WHERE model_id IN ({models})")
            cursor.execute(f"DELETE FROM providers_model WHERE provider_id IN ({added})")
            cursor.execute("DELETE FROM providers_provider WHERE base_url <> 'builtin:'")
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
async def engine(committed: None, scripted: ScriptedProvider) -> AsyncIterator[wiring.Services]:
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


class Socket(Line):
    """A socket to the application in this process."""

    def __init__(self, headers: list[tuple[bytes, bytes]], *, acknowledges: bool = True) -> None:
        super().__init__(acknowledges=acknowledges)
        self._channel = WebsocketCommunicator(application, "/ws/", headers)

    async def __aenter__(self) -> Self:
        await self._channel.connect(timeout=TIMEOUT)
        self.hello = await self.next("hello")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._channel.disconnect(timeout=TIMEOUT)

    async def connect(self) -> dict[str, Any]:
        """Connect, and give the first thing that the server does."""
        await self._channel.connect(timeout=TIMEOUT)
        return await self.output()

    async def output(self) -> dict[str, Any]:
        output: dict[str, Any] = await self._channel.receive_output(timeout=TIMEOUT)
        return output

    async def send_text(self, text: str) -> None:
        await self._channel.send_to(text_data=text)

    async def send_bytes(self, data: bytes) -> None:
        await self._channel.send_to(bytes_data=data)

    async def receive_text(self) -> str:
        text: str = (await self.output())["text"]
        return text

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
