"""Many streams that are open at once, looked at while all of them are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self

from .bench import Bench
from .connection import Answer
from .readings import Latencies, Spent
from .target import Callers, Target

RATE: Final = 30
# So few that no server is measured by how it begins streams: that has a table of its own.
_STARTS_PER_SECOND: Final = 25
# What the beginnings held up has arrived by then; and no stream ends before the look does.
_SETTLING: Final = 1.0
_MARGIN: Final = 1.0
_PATIENCE: Final = 15.0


@dataclass(frozen=True)
class Held:
    """What came of streams, seen while all were open: `deltas` arrived then, `ages` are of those sent then.

    `firsts` are from the question to the first delta; `memory` is what the server grew by, in bytes; `faults`
    says of each stream that went wrong what did.
    """

    deltas: int
    ages: Latencies
    firsts: Latencies
    spent: Spent
    memory: int
    faults: Sequence[str]

    @classmethod
    def of(
        cls, answers: Sequence[Answer], wanted: int, window: tuple[int, int], spent: Spent, memory: int
    ) -> Self:
        """Of answers that have `wanted` deltas each."""
        opened, closed = window
        return cls(
            sum(opened <= arrival < closed for answer in answers for arrival in answer.arrivals),
            Latencies.of(age for answer in answers for age in _ages(answer, opened, closed)),
            Latencies.of(answer.first - answer.asked for answer in answers if answer.first),
            spent,
            memory,
            [fault for answer in answers if (fault := _fault(answer, wanted))],
        )


async def hold(bench: Bench, target: Target, count: int, seconds: float, rate: float = RATE) -> Held:
    """Opens so many streams, one after another, and looks at them for so many seconds when all have begun."""
    await bench.meter.rest(target)
    spread = count / _STARTS_PER_SECOND
    length = spread + _SETTLING + seconds + _MARGIN
    wanted = round(rate * length)
    latest = time.monotonic() + 2 * length + _PATIENCE
    memory = target.server.memory()
    async with Callers(target) as callers:
        answers = await _begin(callers, f"{wanted}@{rate}", count, latest)
        await asyncio.sleep(_SETTLING)
        before, opened = bench.meter.read(target), time.monotonic_ns()
        await asyncio.sleep(seconds)
        spent, closed = bench.since(before, target), time.monotonic_ns()
        memory = target.server.memory() - memory
        await _all((answer.has_ended for answer in answers), latest)
    return Held.of(answers, wanted, (opened, closed), spent, memory)


async def _begin(callers: Callers, script: str, count: int, latest: float) -> list[Answer]:
    started = time.monotonic()

    async def one(number: int) -> Answer:
        await asyncio.sleep(started + number / _STARTS_PER_SECOND - time.monotonic())
        return await callers.begin(script)

    answers = list(await asyncio.gather(*(one(number) for number in range(count))))
    await _all((answer.has_begun for answer in answers), latest)
    return answers


async def _all(events: Iterable[asyncio.Event], latest: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(latest - time.monotonic()):
            for event in events:
                await event.wait()


def _ages(answer: Answer, opened: int, closed: int) -> Iterator[int]:
    # By the moment of sending: a delta that came late has to count, also after the look.
    pairs = zip(answer.arrivals, answer.stamps, strict=True)
    return (arrival - stamp for arrival, stamp in pairs if opened <= stamp < closed)


def _fault(answer: Answer, wanted: int) -> str:
    if not answer.has_ended.is_set():
        return "it did not end in time"
    lost = wanted - len(answer.arrivals)
    return answer.fault or (f"{lost} deltas are missing" if lost else "")
