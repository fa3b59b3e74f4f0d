"""The scripted provider of the benchmark: each delta carries the moment at which it was sent.

The question says how many deltas and how many a second: `300@30`.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from typing import Any

from chatapp.upstream.scripted import ScriptedProvider
from chatapp.upstream.scripts.answer import Answer, answer, message
from chatapp.upstream.scripts.call import Call


def stamped(call: Call) -> Answer:
    count, _, rate = call.question.split()[-1].partition("@")
    return answer(message(""), _stamps(int(count)), rate=float(rate or 0))


def _stamps(count: int) -> Iterator[dict[str, Any]]:
    # Made when it is sent: the playback takes one delta at a time.
    for _ in range(count):
        yield {"content": f" {time.monotonic_ns()}"}


async def main(port: int) -> None:
    async with ScriptedProvider({"bench": stamped}, port=port) as provider:
        print(provider.base_url, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
