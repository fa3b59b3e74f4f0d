"""What an outage of the database costs answers that are running: `python -m bench.outage`.

Starts servers on a Postgres of their own, behind a proxy, and a scripted provider. In each round chats and streamed,
stored calls of the API are begun, then the database is away, and each answer must be whole: for who asked, in its rows,
and in the ledger, to the token that the provider counted. Half of the answers end during the outage. With `--kill` one
server more is killed during it: how long after the database's return is what it left marked? With `--alone` the first
server alone is cut off, so that the others take it for dead.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from websockets.exceptions import ConnectionClosed

from .answers import Answer, call, chat, stored
from .database import Database, database
from .house import House, Server
from .provider import Provider
from .proxy import Kind
from .rows import begun_by, corrections, differences, is_whole, marked

RATE = 10.0
# Seconds that answers run before an outage, and those that outlast it after its end.
BEFORE, AFTER = 3, 8


@dataclass
class Bench:
    database: Database
    provider: Provider
    house: House
    servers: list[Server]
    answers: int
    lost: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """`after`: seconds until a killed server's answers were marked."""

    answers: int
    whole: int
    differences: int
    after: float | None


async def round_of(bench: Bench, seconds: float, kind: Kind, *, kill: bool, alone: bool) -> Result:
    answers = list(_answers(bench, bench.servers, seconds))
    victim = await bench.house.server() if kill else None
    doomed = list(_answers(bench, [victim], seconds + 60, count=4)) if victim else []
    tasks = [asyncio.create_task(each) for each in _asked(bench, answers)]
    given_up = [asyncio.create_task(_until_cut(each)) for each in _asked(bench, doomed)]
    await _all_begun(answers + doomed, tasks + given_up)
    await asyncio.sleep(BEFORE - 1)
    await bench.database.take_away(kind, alone=alone)
    await asyncio.sleep(seconds / 2)
    if victim:
        victim.kill()
    await asyncio.sleep(seconds / 2)
    await bench.database.bring_back(kind, alone=alone)
    after = await marked(bench.database, victim.pid) if victim else None
    if victim:
        bench.lost += await begun_by(bench.database, victim.pid)
    await asyncio.wait(tasks + given_up, timeout=120)
    whole = [await _is_whole(bench, answer) for answer in answers]
    off = await differences(bench.database, bench.provider.spent, bench.lost)
    return Result(len(answers), sum(whole), off, after)


def _answers(bench: Bench, servers: list[Server], seconds: float, count: int = 0) -> Iterator[Answer]:
    """Those that end during the outage, and those that outlast it, on each server."""
    lengths = (BEFORE + seconds / 2, BEFORE + seconds + AFTER)
    for number in range(count or bench.answers):
        length = lengths[1] if count else lengths[number // 2 % 2]
        # No two are alike: the provider's log tells them apart, and none ends with another.
        yield Answer(servers[number // 4 % len(servers)], int(length * RATE) + number, RATE)


def _asked(bench: Bench, answers: list[Answer]) -> Iterator[Coroutine[Any, Any, None]]:
    cookies = itertools.cycle(bench.house.cookies)
    for number, answer in enumerate(answers):
        yield call(answer, bench.house.key) if number % 2 else chat(answer, next(cookies))


async def _all_begun(answers: list[Answer], tasks: list[asyncio.Task[None]]) -> None:
    begun = asyncio.gather(*(answer.begun.wait() for answer in answers))
    done, _ = await asyncio.wait([begun, *tasks], timeout=60, return_when=asyncio.FIRST_COMPLETED)
    for task in done - {begun}:
        task.result()
    await asyncio.wait_for(begun, 60)


async def _until_cut(asking: Coroutine[Any, Any, None]) -> None:
    with suppress(ConnectionClosed, httpx.TransportError):
        await asking


async def _is_whole(bench: Bench, answer: Answer) -> bool:
    if answer.shown != answer.text:
        return False
    if answer.turn:
        return await is_whole(bench.database, answer)
    return await stored(answer, bench.house.key) == answer.text


async def report(options: argparse.Namespace) -> None:
    async with everything(options.servers, options.answers) as bench:
        say(f"{options.servers} servers, outages of {options.seconds:g} s, {options.answers} answers a round")
        say("round  kind     answers  whole  ledger differs  corrections  marked after s")
        results = []
        for number, kind in zip(range(1, options.rounds + 1), itertools.cycle(options.kinds), strict=False):
            result = await round_of(bench, options.seconds, kind, kill=options.kill, alone=options.alone)
            results.append(result)
            after = "" if result.after is None else f"{result.after:.1f}"
            corrected = await corrections(bench.database)
            say(
                f"{number:5}  {kind.value:<7} {result.answers:8} {result.whole:6} {result.differences:15}"
                f" {corrected:12} {after:>15}"
            )
        _sum(results)


def _sum(results: list[Result]) -> None:
    answers, whole = sum(each.answers for each in results), sum(each.whole for each in results)
    afters = [each.after for each in results if each.after is not None]
    last = f", a dead server marked after at most {max(afters):.1f} s" if afters else ""
    differs = results[-1].differences if results else 0
    say(
        f"{len(results)} rounds, {answers} answers, {answers - whole} not whole, ledger differs in {differs}{last}"
    )


def say(text: str) -> None:
    print(text, flush=True)


@asynccontextmanager
async def everything(servers: int, answers: int) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(Provider())
        own = await stack.enter_async_context(database())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="chatapp-bench-"))
        house = House(own, provider.base_url, folder, stack)
        started = [await house.server() for _ in range(servers)]
        await house.furnish()
        yield Bench(own, provider, house, started, answers)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=15, help="of each outage (15)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--servers", type=int, default=1)
    parser.add_argument("--answers", type=int, default=16, help="of a round, half of them chats (16)")
    parser.add_argument("--kill", action="store_true", help="kill one server more during each outage")
    parser.add_argument("--alone", action="store_true", help="cut the first server off, and no other")
    names = [kind.value for kind in Kind]
    parser.add_argument(
        "--kinds", type=_kinds, default=list(Kind), help=f"of outages, in turn ({','.join(names)})"
    )
    asyncio.run(report(parser.parse_args()))


def _kinds(text: str) -> list[Kind]:
    return [Kind(name) for name in text.split(",")]


if __name__ == "__main__":
    main()
