"""When a silence is a death: the heartbeat, what a gap in it means, and who may sweep."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from channels.db import database_sync_to_async
from django.db import connections
from django.utils import timezone
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from chatapp.accounts.models import User
from chatapp.conversations.models import Conversation, Message, Runner, Turn
from chatapp.turns.store.lease import Lease, Rhythm
from chatapp.turns.store.sweep import sweep
from tests.engine import Person
from tests.servers.sweeping import conninfo

pytestmark = pytest.mark.anyio


@pytest.fixture
async def orm_closed(committed: None) -> AsyncIterator[None]:
    """The connection that Django opened in the thread of these tests' loop."""
    yield
    await database_sync_to_async(connections.close_all)()


def test_the_rhythm_leaves_everybody_who_lives_time_to_beat() -> None:
    rhythm = Rhythm()
    assert rhythm.timeout + rhythm.again < rhythm.settling
    assert rhythm.beat + rhythm.gap + rhythm.timeout + rhythm.again < rhythm.silence


async def test_a_heartbeat_keeps_a_runner_steady_and_a_gap_does_not(orm_closed: None) -> None:
    lease = Lease(conninfo, Rhythm(gap=30))
    await lease.beat()
    first = await Runner.objects.aget(pk=lease.runner_id)
    await lease.beat()
    second = await Runner.objects.aget(pk=lease.runner_id)
    assert second.heartbeat_at > first.heartbeat_at
    assert second.steady_since == first.steady_since
    await Runner.objects.filter(pk=lease.runner_id).aupdate(
        heartbeat_at=timezone.now() - timedelta(minutes=1)
    )
    await lease.beat()
    third = await Runner.objects.aget(pk=lease.runner_id)
    assert third.steady_since is not None
    assert third.steady_since > second.heartbeat_at
    await lease.leave()


async def test_a_heartbeat_that_is_not_answered_is_given_up_and_the_next_one_works(committed: None) -> None:
    lease = Lease(conninfo, Rhythm(timeout=0.2))
    await lease.beat()
    with psycopg.connect(await conninfo()) as other:
        other.execute("SELECT 1 FROM conversations_runner WHERE id = %s FOR UPDATE", [lease.runner_id])
        with pytest.raises(psycopg.OperationalError):
            await lease.beat()
    assert await lease.beat() == {}
    await lease.leave()


async def test_a_database_that_takes_the_connection_and_says_nothing_is_given_up_too() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async def of_it() -> str:
        return make_conninfo(host="127.0.0.1", port=listener.sockets[0].getsockname()[1], dbname="none")

    listener = await asyncio.start_server(mute, "127.0.0.1", 0)
    async with listener:
        with pytest.raises(psycopg.OperationalError, match="no answer"):
            await Lease(of_it, Rhythm(timeout=0.2)).beat()


async def test_what_the_way_to_the_database_took_is_not_given_to_the_statement_once_more(
    committed: None,
) -> None:
    async def slowly() -> str:
        await asyncio.sleep(0.9)
        return await conninfo()

    first = Lease(conninfo)
    await first.beat()
    lease = Lease(slowly, Rhythm(timeout=1.0))
    lease.runner_id = first.runner_id
    clock = asyncio.get_running_loop().time
    began = clock()
    with psycopg.connect(await conninfo()) as other:
        other.execute("SELECT 1 FROM conversations_runner WHERE id = %s FOR UPDATE", [lease.runner_id])
        with pytest.raises(psycopg.OperationalError):
            await lease.beat()
    assert clock() - began < 1.9
    await first.leave()


async def test_a_database_that_has_to_be_started_is_sought_once_and_found_by_a_later_heartbeat(
    committed: None,
) -> None:
    started = asyncio.Event()
    asked = 0

    async def when_it_is_there() -> str:
        nonlocal asked
        asked += 1
        await started.wait()
        return await conninfo()

    lease = Lease(when_it_is_there, Rhythm(timeout=0.1))
    for _ in range(2):
        with pytest.raises(psycopg.OperationalError, match="no answer"):
            await lease.beat()
    started.set()
    lease.rhythm = Rhythm()
    assert await lease.beat() == {}
    assert asked == 1
    await lease.leave()


@pytest.fixture
async def pool(orm_closed: None) -> AsyncIterator[AsyncConnectionPool]:
    async with AsyncConnectionPool(await conninfo(), open=False, kwargs={"autocommit": True}) as opened:
        yield opened


Age = timedelta | None
OLD, NEW = timedelta(minutes=1), timedelta(seconds=0)


@pytest.mark.parametrize(
    ("own_heartbeat", "own_steadiness", "swept"),
    [
        pytest.param(NEW, OLD, True, id="steady"),
        pytest.param(NEW, NEW, False, id="it has just begun, or there was a gap"),
        pytest.param(OLD, OLD, False, id="it is silent itself"),
        pytest.param(NEW, None, False, id="it is of a version that did not know of this"),
    ],
)
async def test_only_a_steady_runner_takes_a_silence_for_a_death(
    pool: AsyncConnectionPool,
    alice_online: Person,
    own_heartbeat: timedelta,
    own_steadiness: Age,
    swept: bool,
) -> None:
    turn = await _turn_of(alice_online.user, await _runner(OLD, None))
    sweeper = await _runner(own_heartbeat, own_steadiness)
    found = await sweep(pool, sweeper.id, Rhythm())
    assert found == ([turn.pk] if swept else [])


async def test_one_that_left_in_order_is_swept_at_once(
    pool: AsyncConnectionPool, alice_online: Person
) -> None:
    gone = Lease(conninfo)
    await gone.beat()
    turn = await _turn_of(alice_online.user, await Runner.objects.aget(pk=gone.runner_id))
    assert await sweep(pool, (await _runner(NEW, NEW)).id, Rhythm()) == []
    await gone.leave()
    assert await sweep(pool, (await _runner(NEW, NEW)).id, Rhythm()) == [turn.pk]


async def test_the_young_are_left_alone(pool: AsyncConnectionPool, alice_online: Person) -> None:
    await _turn_of(alice_online.user, await _runner(NEW, None))
    assert await sweep(pool, (await _runner(NEW, OLD)).id, Rhythm()) == []


async def _runner(silent_for: timedelta, steady_for: Age) -> Runner:
    now = timezone.now()
    return await Runner.objects.acreate(
        host="elsewhere",
        pid=1,
        started_at=now - timedelta(hours=1),
        heartbeat_at=now - silent_for,
        steady_since=None if steady_for is None else now - steady_for,
    )


async def _turn_of(owner: User, runner: Runner) -> Turn:
    conversation = await Conversation.objects.acreate(owner=owner)
    question = await Message.objects.acreate(
        conversation=conversation, role="user", body={"role": "user", "content": "Tell me"}
    )
    return await Turn.objects.acreate(
        conversation=conversation, owner=owner, client_id=uuid4().hex, parent=question, runner=runner
    )
