"""The chat page in a Chromium: cold and warm load, and from chat to chat: `python -m bench.page`.

Starts a scripted provider and this server, with a database of its own, in a temporary folder. Thirty chats of six
exchanges with code, tables and formulas, and one of 5,000 messages, 600 of which are read from its end up and back;
once with the CPU as it is, and once four times slower. `CHROMIUM` is the browser, or the one on the path. Nothing else
should run on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.provider import provider
from bench.server import server

from .browser import Change, Load, Reader
from .long import LongChat

CHATS = 30
SLOWDOWNS = (1, 4)
# So many messages of the long chat are read upwards, and back.
READ_UP = 600


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="of each load")
    options = parser.parse_args()
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with provider() as upstream, server(upstream.line) as running, sync_playwright() as playwright:
        made = json.loads(running.run("-m", "bench.page.chats", str(CHATS)))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for slowdown in SLOWDOWNS:
            print(f"CPU {slowdown} times slower" if slowdown > 1 else "CPU as it is")
            report(browser, running.url, made, slowdown, options.times)
        browser.close()


def report(browser: Browser, url: str, made: dict[str, Any], slowdown: int, times: int) -> None:
    first, *others = made["chats"]
    cold, warm = [], []
    for _ in range(times):
        reader = Reader(browser, url, made["cookie"], slowdown)
        cold.append(reader.load(first))
        warm.append(reader.load(first))
        reader.close()
    print_loads("cold", cold)
    print_loads("warm", warm)
    reader = Reader(browser, url, made["cookie"], slowdown)
    print_changes(reader.changes(first, others[:10]))
    reader.close()
    reader = Reader(browser, url, made["cookie"], slowdown)
    number, end = len(made["chats"]), 2 * made["exchanges"] - 2
    print_long(
        reader.read(
            made["long"], f"Question {end - READ_UP} of chat {number}?", f"Question {end} of chat {number}?"
        )
    )
    reader.close()


def print_loads(what: str, loads: list[Load]) -> None:
    last = loads[-1]
    usable = statistics.median(load.usable for load in loads)
    shift = max(load.shift for load in loads)
    print(
        f"  {what}: {last.requests:3} requests, {last.kilobytes:4} kB, usable after {usable:5.0f} ms,"
        f" layout shift {shift:.3f}",
        flush=True,
    )


def print_changes(changes: list[Change]) -> None:
    times = sorted(change.ms for change in changes)
    shift = max(change.shift for change in changes)
    print(
        f"  to another chat: {statistics.median(times):4.0f} ms, at most {times[-1]:4.0f},"
        f" layout shift {shift:.3f}",
        flush=True,
    )


def print_long(chat: LongChat) -> None:
    print(f"  5,000 messages: usable after {chat.opened:4.0f} ms, a key {chat.key:.1f} ms", flush=True)
    for name, reading in (("600 of them up", chat.up), ("and back", chat.down)):
        print(
            f"    {name}: {reading.ms / 1000:.0f} s, at most {reading.nodes} nodes,"
            f" longest task {reading.longest:.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main()
