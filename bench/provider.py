"""The scripted provider of the benchmarks: each delta carries the moment at which it was sent.

The question says how many deltas and how many a second: `300@30`. Not streamed, so many words come at once.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from bench.environment import BARE
from bench.processes import Spoken, speaking
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.answer import ScriptedAnswer, answer, message
from chatapp.upstream.scripted.scripts.call import ScriptedCall

MODEL = "bench"


def provider() -> AbstractContextManager[Spoken]:
    """In a process of its own; its line is its base URL."""
    return speaking(sys.executable, "-m", "bench.provider", env=BARE, ready="http")


def stamped(call: ScriptedCall) -> ScriptedAnswer:
    count, _, rate = call.question.split()[-1].partition("@")
    return answer(message(" words" * int(count)), _stamps(int(count)), rate=float(rate or 0))


def _stamps(count: int) -> Iterator[dict[str, Any]]:
    # Made when it is sent: the playback takes one delta at a time.
    for _ in range(count):
        yield {"content": f" {time.monotonic_ns()}"}


async def main() -> None:
    async with ScriptedProvider({MODEL: stamped}) as running:
        print(running.base_url, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
