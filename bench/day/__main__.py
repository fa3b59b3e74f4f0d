"""A day of mixed use, and whether the ledger is what the provider counted: `python -m bench.day --calls 500`.

Starts two servers on one Postgres and a scripted provider that counts tokens in its own way, and lets chats and
scripts ask: streamed, whole, stopped, refused, retried, broken off, with tools and fallbacks, and for embeddings; now
and then a server is killed and another one started. In the end each request of the provider's log is compared with its
row of the ledger, to the token and to the last digit of its cost. What no server could know is marked estimated; how
far off that is, is printed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.outage.database import Database, database
from bench.outage.house import House, Server

from .callers import Callers
from .cases import Call, day
from .ledger import paired, rows, settled, summed
from .provider import Provider
from .report import Day, report


@dataclass
class Bench:
    database: Database
    provider: Provider
    house: House
    servers: list[Server]
    callers: Callers
    kills: list[float] = field(default_factory=list)
    cut_off: int = 0


async def run(bench: Bench, options: argparse.Namespace) -> None:
    """All calls, so many at once; a server is killed after each so many of them."""
    calls = day(options.calls, options.seed)
    every = max(options.calls // (options.kills + 1), 1)
    work = [
        asyncio.create_task(_one_after_another(bench, calls, every, options.kills))
        for _ in range(options.at_once)
    ]
    await asyncio.gather(*work)


async def _one_after_another(bench: Bench, calls: Iterator[Call], every: int, kills: int) -> None:
    for call in calls:
        if call.number % every == 0 and call.number // every <= kills:
            await _replace_a_server(bench)
        server = bench.servers[call.number % len(bench.servers)]
        if not await bench.callers.ask(call, server):
            bench.cut_off += 1


async def _replace_a_server(bench: Bench) -> None:
    # The new one comes first: nobody has to wait, and nobody asks the old one any more.
    new = await bench.house.server()
    old = bench.servers.pop(0)
    bench.servers.append(new)
    bench.kills.append(time.monotonic())
    old.kill()


@asynccontextmanager
async def everything() -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(Provider())
        own = await stack.enter_async_context(database())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="chatapp-bench-"))
        house = House(own, provider.base_url, folder, stack)
        servers = [await house.server() for _ in range(2)]
        await house.furnish()
        models = json.loads(await house.run("-m", "bench.day.people"))
        yield Bench(own, provider, house, servers, Callers(house.cookies, house.key, models))


async def measure(options: argparse.Namespace) -> bool:
    """Does everything add up?"""
    began = datetime.now(UTC)
    async with everything() as bench:
        await run(bench, options)
        took = datetime.now(UTC) - began
        await settled(bench.database)
        pairs = list(paired(bench.provider.spent, await rows(bench.database)))
        page = await bench.house.run("manage.py", "usage", "--month", f"{began:%Y-%m}", "--by", "day")
        done = Day(
            list(day(options.calls, options.seed)), pairs, await summed(bench.database), page, bench.kills
        )
    print(
        f"{options.calls} calls in {took.seconds} s, {len(bench.kills)} kills, {bench.cut_off} calls cut off by them"
    )
    return report(done)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=4, help="of a server, spread over the day (4)")
    parser.add_argument("--at-once", type=int, default=16, help="calls that run at the same time (16)")
    parser.add_argument("--seed", type=int, default=1, help="of the mixture (1)")
    return 0 if asyncio.run(measure(parser.parse_args())) else 1


if __name__ == "__main__":
    sys.exit(main())
