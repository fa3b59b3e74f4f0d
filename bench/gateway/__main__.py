"""`/v1/chat/completions`, whole, beside a direct client and beside LiteLLM's proxy: `python -m bench.gateway`.

Starts a scripted provider, this server (with a database of its own, in a temporary folder) and LiteLLM's proxy (which
it installs into `.build/bench/litellm`, once), and measures them in turn, in one run. Nothing else should run on the
machine. For Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import platform
import secrets
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from bench.processes import Footprint
from bench.provider import MODEL, provider
from bench.server import Server, server

from .bench import Bench, Plan, say
from .calls import calls
from .first_tokens import first_tokens
from .goals import goals
from .litellm import install, litellm, version
from .most import most
from .readings import Meter
from .streams import memory, streams
from .target import Target

SECTIONS: Final[Mapping[str, Callable[[Bench], Awaitable[None]]]] = {
    "memory": memory, "first": first_tokens, "calls": calls, "streams": streams, "most": most,
}  # fmt: skip
_BUSY: Final = 0.5
TARGETS: Final = ("direct", "ours", "litellm")
QUICK: Final = Plan(streams=(1, 10), seconds=2, first_tokens=30, calls=60, most=50)
PERSON: Final = "bench@example.com"


def main() -> None:
    options = _options()
    if "litellm" in options.targets:
        install()
    _describe()
    with everything(_plan(options), options.targets) as bench:
        # Its pauses would be taken for the servers'.
        gc.disable()
        asyncio.run(report(bench, options.only))


async def report(bench: Bench, sections: list[str]) -> None:
    await bench.warm_up()
    for target in bench.gateways:
        idle = bench.idle[target.port]
        say(f"idle, % of a core: {target.name:<8} {idle.server / idle.time * 100:4.1f}"
            f"   Postgres {idle.database / idle.time * 100:4.1f}")  # fmt: skip
    for name in sections:
        await SECTIONS[name](bench)
    goals(bench)


def _describe() -> None:
    load, machine = os.getloadavg()[0], f"{platform.machine()}, Linux {platform.release()}"
    say(f"{os.cpu_count()} cores, {machine}, Python {platform.python_version()}; all share them:")
    say("  ours: one process, writes the rows of each call to its Postgres")
    say(f"  LiteLLM {version()}: one worker, production settings, no database: it writes nothing down")
    say("  the scripted provider, and the generator of the load")
    if load > _BUSY:
        say(f"The machine is busy (load {load:.1f}): the figures are worth little.")


@contextmanager
def everything(plan: Plan, names: list[str]) -> Iterator[Bench]:
    with ExitStack() as stack:
        scripted = stack.enter_context(provider())
        base = scripted.line
        targets = []
        if "direct" in names:
            targets.append(Target("direct", urlsplit(base).port or 0, "bench"))
        if "ours" in names:
            targets.append(_ours(stack.enter_context(server(base))))
        if "litellm" in names:
            targets.append(stack.enter_context(litellm(base)))
        yield Bench(plan, Meter(Footprint(scripted.pid)), targets)


def _ours(running: Server) -> Target:
    """With a key for its one person, an admin."""
    person = {"DJANGO_SUPERUSER_EMAIL": PERSON, "DJANGO_SUPERUSER_PASSWORD": secrets.token_urlsafe()}
    running.run("manage.py", "createsuperuser", "--noinput", **person)
    key = running.run("manage.py", "createapikey", PERSON, "--name", "bench").strip()
    _discovered(running.url, key)
    port = urlsplit(running.url).port or 0
    return Target("ours", port, key, Footprint(running.pid), Footprint(running.database))


def _discovered(url: str, key: str, seconds: float = 30) -> None:
    """The models of the provider are asked for after the server is up."""
    request = urllib.request.Request(f"{url}/v1/models", headers={"Authorization": f"Bearer {key}"})
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        with urllib.request.urlopen(request) as response:
            if any(model["id"] == MODEL for model in json.load(response)["data"]):
                return
        time.sleep(0.1)
    raise SystemExit(f"the model {MODEL} is not listed at {url}/v1/models")


def _plan(options: argparse.Namespace) -> Plan:
    plan = QUICK if options.quick else Plan()
    given = {"streams": options.streams, "seconds": options.seconds}
    return replace(plan, **{name: value for name, value in given.items() if value})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--streams", type=_numbers, help="how many are open at once (1,50,200,500)")
    parser.add_argument("--seconds", type=float, help="how long they are looked at (10)")
    parser.add_argument("--quick", action="store_true", help="a little of everything, in two minutes")
    parser.add_argument(
        "--only", type=_names, default=list(SECTIONS), help=f"sections ({','.join(SECTIONS)})"
    )
    parser.add_argument("--targets", type=_names, default=list(TARGETS), help=f"({','.join(TARGETS)})")
    options = parser.parse_args()
    unknown = {*options.only} - {*SECTIONS} | {*options.targets} - {*TARGETS}
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))} here")
    return options


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _names(text: str) -> list[str]:
    return text.split(",")


if __name__ == "__main__":
    main()
