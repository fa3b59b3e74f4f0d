"""What a line of the log looks like, for people and for machines."""

import asyncio
import json
import logging
import sys
from datetime import datetime

import httpx
import pytest

from chatapp.logs.context import bound, identify, ids
from chatapp.logs.formats import JsonFormatter, TextFormatter
from tests.servers.processes import RunManage, StartServer
from tests.timeouts import TIMEOUT

# Each of these would write to standard error by itself.
PAST_THE_LOG = """
import asyncio, threading, warnings
from chatapp.logs.capture import capture_everything
from twisted.python import log
capture_everything()
warnings.warn("a warning")
thread = threading.Thread(target=lambda: [][0])
thread.start()
thread.join()
log.err(ValueError("of Twisted"))
class Unraisable:
    def __del__(self):
        raise KeyError("unraisable")
Unraisable()
async def forget():
    asyncio.get_running_loop().call_soon(lambda: {}["of asyncio"])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
asyncio.run(forget())
raise RuntimeError("uncaught")
"""
FORGED = "one\n2026-11-21T10:00:00.000Z ERROR chatapp [-] two\r\x1b[31m\x85\u2028\u202e"


def _record(message: str, *args: object, **more: object) -> logging.LogRecord:
    made = {
        "name": "chatapp.turns",
        "levelname": "WARNING",
        "msg": message,
        "args": args,
        "created": 1e9,
        **more,
    }
    return logging.makeLogRecord(made)


def _failed(words: str) -> logging.LogRecord:
    try:
        raise ValueError(words)
    except ValueError:
        return _record("It failed.", exc_info=sys.exc_info())


def test_the_time_is_utc_and_says_so() -> None:
    line = TextFormatter().format(_record("Hello %s", "you"))
    assert line == "2001-09-09T01:46:40.000Z WARNING chatapp.turns [-] Hello you"
    assert datetime.fromisoformat(line.split()[0]).timestamp() == 1e9


def test_ids_have_their_place() -> None:
    with bound(request="req_1", person=5), bound(turn="t", completion="chatcmpl-1"):
        line = TextFormatter().format(_record("Hello", data={"status": 429, "model": "a b", "error": None}))
        told = json.loads(JsonFormatter().format(_record("Hello", data={"status": 429, "level": "mine"})))
    assert line.endswith('[request=req_1 person=5 turn=t completion=chatcmpl-1] Hello status=429 model="a b"')
    assert told == {
        "time": "2001-09-09T01:46:40.000Z",
        "level": "WARNING",
        "logger": "chatapp.turns",
        "message": "Hello",
        "request": "req_1",
        "person": 5,
        "turn": "t",
        "completion": "chatcmpl-1",
        "status": 429,
    }


def test_nobody_begins_a_line_of_the_log_with_words_of_theirs() -> None:
    with bound(request=FORGED):
        for record in (
            _record(FORGED),
            _record("Hello %s", FORGED),
            _record("Hello", data={"model": FORGED}),
        ):
            assert len(TextFormatter().format(record).splitlines()) == 1
            assert len(JsonFormatter().format(record).splitlines()) == 1
            assert "\x1b" not in TextFormatter().format(record)


def test_a_traceback_stands_below_its_line_and_within_its_object() -> None:
    first, *below = TextFormatter().format(_failed(FORGED)).splitlines()
    assert first.endswith("[-] It failed.")
    assert below[0] == "    Traceback (most recent call last):"
    assert all(line.startswith("    ") for line in below)
    [told] = JsonFormatter().format(_failed(FORGED)).splitlines()
    assert json.loads(told)["exception"].endswith(FORGED)


@pytest.mark.anyio
async def test_who_asks_is_told_to_all_that_the_request_began() -> None:
    async def let_in() -> None:
        identify(5)

    with bound(request="req_1"):
        await asyncio.create_task(let_in())
        with bound(turn="t"):
            assert ids().known() == {"request": "req_1", "person": 5, "turn": "t"}
        assert ids().known() == {"request": "req_1", "person": 5}
    identify(6)
    assert ids().known() == {}


@pytest.mark.processes
def test_what_would_be_written_past_the_log_is_in_it(run_manage: RunManage) -> None:
    shell = run_manage("shell", "-v", "0", "-c", PAST_THE_LOG, LOG_FORMAT="json", PYTHONWARNINGS="default")
    assert shell.wait() == 1
    found = {line["logger"]: line for line in map(json.loads, shell.lines)}
    assert found.keys() == {"py.warnings", "chatapp.process", "twisted", "asyncio"}
    told = json.dumps(shell.lines)
    for words in ("a warning", "list index", "of Twisted", "unraisable", "of asyncio", "uncaught"):
        assert words in told
    assert found["chatapp.process"]["level"] == "CRITICAL"


@pytest.mark.processes
def test_for_machines_every_line_is_an_object(start_server: StartServer) -> None:
    server = start_server(LOG_FORMAT="json")
    refused = httpx.get(
        f"{server.url}/account/login/", headers={"Host": "elsewhere.example.org"}, timeout=TIMEOUT
    )
    assert refused.status_code == 400
    server.stop()
    lines = [json.loads(line) for line in server.lines]
    assert all(line.keys() >= {"time", "level", "logger", "message"} for line in lines)
    messages = [line["message"] for line in lines]
    assert messages[-1].startswith("Stopping")
    [host] = [line for line in lines if "elsewhere.example.org" in line["message"]]
    assert host["request"] == refused.headers["x-request-id"]
    assert (host["level"], "exception" in host) == ("WARNING", False)
    assert len([line for line in lines if line.get("request") == host["request"]]) == 1
