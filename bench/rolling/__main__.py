"""Two server processes behind nginx, restarted one after the other under load: `python -m bench.rolling`.

nginx runs the sample of `deploy/`. Each restart is that of a service: SIGTERM, the end awaited, and started again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.environment import BARE
from bench.nginx import HOST, Proxy, nginx
from bench.processes import ROOT, free_port, speaking
from bench.server import server

from .load import Page, script
from .tally import Tally

# Five seconds of answer, which a busy machine may draw out: the grace is twenty.
WORDS, RATE = 120, 24
_SPAWN = 60


class Restarted:
    """A server process on a port that stays the same."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.port = free_port()
        self._env = env
        self.said: list[str] = []
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        up = threading.Event()
        threading.Thread(target=self._read, args=(self._process, up), daemon=True).start()
        if not up.wait(_SPAWN):
            raise SystemExit("".join(self.said[-20:]))

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(_SPAWN)

    def restart(self) -> None:
        self.stop()
        self.start()

    def _read(self, process: subprocess.Popen[str], up: threading.Event) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.said.append(line)
            if "Server is up" in line:
                up.set()


@contextmanager
def behind_nginx(env: Mapping[str, str]) -> Iterator[tuple[Proxy, list[Restarted]]]:
    with ExitStack() as stack:
        servers = [Restarted(env) for _ in range(2)]
        for one in servers:
            stack.callback(one.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chatapp-nginx-")))
        yield stack.enter_context(nginx(folder, [one.port for one in servers])), servers


async def rolling(options: argparse.Namespace, proxy: Proxy, servers: list[Restarted], made: dict) -> Tally:  # type: ignore[type-arg]
    tally, over = Tally(), asyncio.Event()
    model = f"words-{WORDS}@{RATE}"
    work = [script(proxy, tally, made["key"], model, WORDS, over) for _ in range(options.streams)]
    pages = [Page(proxy, tally, cookie, made["model"], WORDS) for cookie in made["cookies"]]
    load = [asyncio.ensure_future(one) for one in [*work, *(page.run(over) for page in pages)]]
    for number in range(1, options.rounds + 1):
        for one in servers:
            await asyncio.to_thread(one.restart)
        print(f"round {number}: {tally}", *map(str, tally.errors.items()), sep="\n  ", flush=True)
    over.set()
    await asyncio.wait(load, timeout=2 * WORDS / RATE)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--streams", type=int, default=15)
    parser.add_argument("--chats", type=int, default=20)
    options = parser.parse_args()
    provider = (sys.executable, "-m", "chatapp.upstream.scripted", "--port", str(free_port()))
    with speaking(*provider, env=BARE, ready="http") as upstream, server(upstream.line) as keeper:
        # It keeps the database of the two, and has no part in this otherwise.
        command = ("-m", "bench.rolling.people", str(options.chats), f"words-{WORDS}@{RATE}", upstream.line)
        own = {
            "PUBLIC_URL": f"https://{HOST}",
            "TRUST_PROXY": "1",
            "GRACE_SECONDS": "20",
            "TITLE_MODEL": "words-5",
        }
        made = json.loads(keeper.run(*command, **own))
        with behind_nginx({**keeper.env, **own}) as (proxy, servers):
            tally = asyncio.run(rolling(options, proxy, servers, made))
    print(f"whole: {tally}")
    for words, count in tally.errors.most_common():
        print(f"  {count} x {words}")
    alarms = [line for one in servers for line in one.said if "ERROR" in line or "Traceback" in line]
    print(f"lines of alarm in the servers' logs: {len(alarms)}")
    return bool(tally.errors or alarms)


if __name__ == "__main__":
    sys.exit(main())
