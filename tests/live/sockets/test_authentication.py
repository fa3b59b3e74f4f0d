"""Who may have a socket, and for how long."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.wiring import Services
from tests.engine import Person, Socket, scripted_model
from tests.servers.outage import Away
from tests.servers.sweeping import until

pytestmark = pytest.mark.anyio

HOST = (b"host", b"localhost")
OURS = (b"origin", b"http://localhost")


async def refused(socket: Socket) -> object:
    """The code with which a new socket is closed."""
    first = await socket.connect()
    assert first["type"] == "websocket.close"
    return first["code"]


async def test_a_page_without_a_log_in_is_closed(engine: Services) -> None:
    socket = Socket([HOST, OURS])
    assert await refused(socket) == 4401


async def test_a_made_up_session_is_closed(engine: Services) -> None:
    socket = Socket([HOST, OURS, (b"cookie", b"sessionid=" + b"x" * 32)])
    assert await refused(socket) == 4401


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example", b"http://localhost.evil.example", b"http://localhost:81", b"null", b"localhost",
        b"file://localhost", b"http://[::1", b"http://user@localhost", b"\xff\xfe", b"",
    ],
)  # fmt: skip
async def test_a_foreign_origin_is_closed(engine: Services, alice_online: Person, origin: bytes) -> None:
    socket = alice_online.socket(origin=origin)
    assert await refused(socket) == 4403
    assert engine.presence.count == 0


async def test_a_missing_origin_is_closed(engine: Services, alice_online: Person) -> None:
    socket = Socket([HOST, (b"cookie", alice_online.cookie)])
    assert await refused(socket) == 4403


async def test_a_host_that_is_not_ours_is_closed_though_the_origin_names_it(
    engine: Services, alice_online: Person
) -> None:
    evil = [(b"host", b"evil.example"), (b"origin", b"http://evil.example"), (b"cookie", alice_online.cookie)]
    socket = Socket(evil)
    assert await refused(socket) == 4403


async def test_frames_to_a_socket_that_is_closed_do_nothing(engine: Services) -> None:
    socket = Socket([HOST, OURS])
    assert await refused(socket) == 4401
    await socket.send("ping")
    assert await socket.nothing()


async def test_logging_out_closes_the_sockets_of_that_browser_only(
    engine: Services, alice_online: Person, bob_online: Person
) -> None:
    phone = await database_sync_to_async(_another_browser)(alice_online)
    gone = alice_online.socket()
    await gone.connect()
    async with phone.socket() as kept, bob_online.socket() as bobs:
        await database_sync_to_async(alice_online.browser.logout)()
        assert await gone.closed() == 4401
        assert await kept.arrived() == await bobs.arrived() == []


@pytest.mark.parametrize("what", ["password", "deactivation"])
async def test_what_ends_all_sessions_closes_all_sockets_of_that_person(
    engine: Services, alice_online: Person, bob_online: Person, what: str
) -> None:
    phone = await database_sync_to_async(_another_browser)(alice_online)
    sockets = [alice_online.socket(), phone.socket()]
    for socket in sockets:
        await socket.connect()
    async with bob_online.socket() as bobs:
        await database_sync_to_async(_end)(alice_online, what)
        assert [await socket.closed() for socket in sockets] == [4401, 4401]
        assert await bobs.arrived() == []


async def test_a_session_that_has_expired_loses_its_sockets(
    engine: Services, alice_online: Person, bob_online: Person
) -> None:
    gone = alice_online.socket()
    await gone.connect()
    async with bob_online.socket() as bobs:
        await _expire(alice_online)
        await engine.presence.end_expired()
        assert await gone.closed() == 4401
        assert await bobs.arrived() == []


async def test_a_log_in_that_could_not_be_looked_at_is_looked_at_again(
    engine: Services, alice_online: Person, away: Away, caplog: pytest.LogCaptureFixture
) -> None:
    gone = alice_online.socket()
    await gone.connect()
    await _expire(alice_online)
    async with away():
        engine.presence.hear_person(str(alice_online.user.pk))
        await until(lambda: _said(caplog, "tried again"))
    assert await gone.closed() == 4401


async def test_a_new_name_closes_nothing(engine: Services, alice_online: Person) -> None:
    async with alice_online.socket() as socket:
        alice_online.user.name = "Alice B."
        await alice_online.user.asave()
        assert await socket.arrived() == []


async def test_a_running_answer_outlives_the_sockets_of_its_person(
    engine: Services, scripted: ScriptedProvider, alice_online: Person
) -> None:
    model = await scripted_model(scripted, "gated")
    async with alice_online.socket() as socket:
        await socket.ask("Hello", model=model)
        await scripted.gate("gated").reached()
        await database_sync_to_async(alice_online.browser.logout)()
        assert await socket.closed() == 4401
    assert (engine.runner.running, engine.presence.count) == (1, 0)


async def _expire(person: Person) -> None:
    """By time alone: nobody is told."""
    key = person.browser.session.session_key
    await Session.objects.filter(session_key=key).aupdate(expire_date=timezone.now() - timedelta(seconds=1))


async def _said(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return words in caplog.text


def _another_browser(person: Person) -> Person:
    another = Person.__new__(Person)
    another.user, another.browser = person.user, Client()
    another.browser.force_login(person.user)
    return another


def _end(person: Person, what: str) -> None:
    match what:
        case "password":
            person.user.set_password("another password of hers")
            person.user.save()
        case "deactivation":
            person.user.is_active = False
            person.user.save()
