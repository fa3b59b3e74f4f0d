"""The websocket relay, whole, beside a direct client and beside a minimal consumer: `python -m bench.relay`.

Starts a scripted provider, this server (with a database of its own, in a temporary folder) and the minimal
consumer, and measures them in turn, in one run. Nothing else should run on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.processes import Footprint, answering, free_port
from bench.provider import provider
from bench.server import server

from .client import Direct, Minimal, Ours, Target, run

TURNS_PER_PERSON = 4


@dataclass
class Measured:
    """CPU in microseconds, ages in milliseconds, memory in KiB."""

    deltas: int
    cpu: float
    ages: list[float]
    memory: float

    def age(self, percent: int) -> float:
        return statistics.quantiles(self.ages, n=100)[percent - 1] if len(self.ages) > 1 else float("nan")


@dataclass
class Bench:
    direct: Target
    ours: Target
    minimal: Target
    server: Footprint
    consumer: Footprint
    chats: dict[str, dict[str, str]]

    def process(self, target: Target) -> Footprint:
        return {id(self.ours): self.server, id(self.minimal): self.consumer}.get(id(target), Footprint())


async def measure(
    bench: Bench,
    target: Target,
    streams: int,
    text: str,
    *,
    steady: tuple[float, float] | None = None,
    **options: Any,
) -> Measured:
    """`steady`: from when on, and for how many seconds, the CPU is measured; else all of it is."""
    process = bench.process(target)
    before = process.cpu()
    between = asyncio.create_task(_cpu_between(process, *steady)) if steady else None
    memory: list[float] = [process.memory()]
    sampler = asyncio.create_task(_sample(process, memory))
    seen = await run(target, streams, text, **options)
    sampler.cancel()
    await asyncio.sleep(0.5)
    ages = [age / 1e6 for one in seen for age in one.ages]
    cpu = await between if between else process.cpu() - before
    return Measured(len(ages), cpu * 1e6, ages, (max(memory) - memory[0]) / 1024)


async def first_deltas(bench: Bench, target: Target, times: int) -> float:
    """Median milliseconds from the question to the first delta, on one open socket, with a pause between."""
    firsts = []
    reader = await target.connect(0)
    for _ in range(times):
        if not target.framed:
            # The provider closes a connection that nobody pooled.
            reader = await target.connect(0)
        reader.ask(target.question("3@0", None))
        await reader.ended
        firsts.append((reader.seen.first - reader.seen.asked) / 1e6)
        # What follows an answer, its title say, is not what the next question waits for.
        await asyncio.sleep(0.2)
    reader.transport.close()
    return statistics.median(firsts)


async def per_chat(bench: Bench, target: Target, times: int, chat: dict[str, str] | None = None) -> float:
    """CPU microseconds of a chat with one delta."""
    process = bench.process(target)
    await run(target, 1, "1@0", chat=chat)
    before = process.cpu()
    for _ in range(times):
        await run(target, 1, "1@0", chat=chat)
    await asyncio.sleep(0.5)
    return (process.cpu() - before) / times * 1e6


async def report(bench: Bench, seconds: int, most: int) -> None:
    idle = bench.server.memory() / 2**20
    say(f"idle: server {idle:.0f} MiB, minimal consumer {bench.consumer.memory() / 2**20:.0f} MiB")

    say("\nfirst delta after the question, median of 50 (ms)")
    firsts = {name: await first_deltas(bench, t, 50) for name, t in _targets(bench)}
    for name, first in firsts.items():
        say(f"  {name:<8} {first:6.2f}   later than direct {first - firsts['direct']:6.2f}")

    say("\nCPU of a chat besides its deltas (us)")
    chat_cpu = {name: await per_chat(bench, t, 60) for name, t in _targets(bench) if name != "direct"}
    say(f"  ours, new chat with its title {chat_cpu['ours']:8.0f}   minimal {chat_cpu['minimal']:8.0f}")

    say(f"\nstreams of 30 deltas/s for {seconds} s")
    say("  streams target     p50 ms  p99 ms  added p50  added p99   CPU us/delta  KiB/stream  deltas")
    for streams in [count for count in (1, 50, 200, 500) if count <= most]:
        base: Measured | None = None
        for name, target in _targets(bench):
            # The load of the chats' beginnings is not what is asked here.
            spread = min(streams / 50, seconds * 0.3)
            steady = (spread + 1, seconds - spread - 2)
            got = await measure(bench, target, streams, f"{30 * seconds}@30", spread=spread, steady=steady)
            base = base or got
            cpu = got.cpu / (30 * streams * steady[1])
            say(
                f"  {streams:>7} {name:<9} {got.age(50):7.2f} {got.age(99):7.2f} {got.age(50) - base.age(50):10.2f}"
                f" {got.age(99) - base.age(99):10.2f} {cpu:14.1f} {got.memory / streams:11.0f} {got.deltas:>7}"
            )

    say("\nlonger answers, one stream of 1,000 deltas/s: CPU us/delta")
    for name, target in _targets(bench)[1:]:
        for count in (300, 30_000):
            got = await measure(bench, target, 1, f"{count}@1000")
            say(f"  {name:<8} {count:>6} deltas {(got.cpu - chat_cpu[name]) / got.deltas:8.1f}")

    say("\nlonger chats: CPU us of a chat with one delta, by messages before it")
    for length, chat in bench.chats.items():
        say(f"  {length:>6} messages {await per_chat(bench, bench.ours, 20, chat):8.0f}")
    chat = list(bench.chats.values())[-1]
    got = await measure(bench, bench.ours, 1, "3000@300", chat=chat)
    cost = await per_chat(bench, bench.ours, 20, chat)
    say(f"  CPU us/delta after {list(bench.chats)[-1]} messages {(got.cpu - cost) / got.deltas:8.1f}")


def _targets(bench: Bench) -> list[tuple[str, Target]]:
    return [("direct", bench.direct), ("minimal", bench.minimal), ("ours", bench.ours)]


def say(text: str) -> None:
    print(text, flush=True)


async def _cpu_between(process: Footprint, begin: float, seconds: float) -> float:
    await asyncio.sleep(begin)
    before = process.cpu()
    await asyncio.sleep(seconds)
    return process.cpu() - before


async def _sample(process: Footprint, memory: list[float]) -> None:
    while True:
        await asyncio.sleep(0.5)
        memory.append(process.memory())


@contextmanager
def everything(people: int) -> Iterator[Bench]:
    with provider() as started, server(started.line) as ours, _minimal(ours.env) as (consumer, url):
        made = json.loads(ours.run("-m", "bench.relay.people", str(people), "2", "100", "1000"))
        yield Bench(
            Direct(started.line),
            Ours(ours.url, made["cookies"]),
            Minimal(url),
            Footprint(ours.pid),
            Footprint(consumer),
            made["chats"],
        )


@contextmanager
def _minimal(env: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with answering(sys.executable, "-m", "bench.relay.minimal", str(port), env=env, url=url) as pid:
        yield pid, url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="of each stream, 6 at least")
    parser.add_argument("--most", type=int, default=500, help="streams at once")
    options = parser.parse_args()
    with everything(people=-(-options.most // TURNS_PER_PERSON) + 1) as bench:
        asyncio.run(report(bench, options.seconds, options.most))


if __name__ == "__main__":
    main()
