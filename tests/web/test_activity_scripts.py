"""The scripts that ask a stored call again: they run, and send what was sent."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from chatapp.web.accounts.replay_script import curl, python
from tests.timeouts import TIMEOUT

ADDRESS = "https://chat.example.org/v1"
REQUESTS: list[dict[str, Any]] = [
    {"model": "m", "messages": [{"role": "user", "content": "Hello"}]},
    {
        "model": 'it\'s "odd" $HOME `id` \\ JSON',
        "messages": [
            {"role": "system", "content": "line\nJSON\n\x7f\x1b[31m \u202e ends\n'''\"\"\" {} {0} %s"},
            {"role": "user", "content": [{"type": "text", "text": "日本 🙂 " + "long " * 60}]},
            {"role": "assistant", "content": None, "tool_calls": []},
        ],
        "temperature": 0.25,
        "logit_bias": {"50256": -100},
        "tools": [
            {"type": "function", "function": {"name": "f", "strict": True, "parameters": {"a": [1, None]}}}
        ],
        "store": False,
        "enable_thinking": False,
        "not a name": {"class": [True, 1e100, 12345678901234567890]},
    },
]
COMPLETION = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi."}}],
}
CHUNK = {**COMPLETION, "choices": [{"index": 0, "delta": {"content": "Hi."}, "finish_reason": "stop"}]}


class Provider(BaseHTTPRequestHandler):
    """Keeps what it is asked, and answers."""

    asked: dict[str, Any] = {}

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Provider.asked = {"path": self.path, "key": self.headers["Authorization"], "body": body}
        stream = f"data: {json.dumps(CHUNK)}\n\ndata: [DONE]\n\n"
        answer = stream if body.get("stream") else json.dumps(COMPLETION)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if body.get("stream") else "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Not into the output of the tests."""


@pytest.fixture
def base_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="This machine has no curl.")
@pytest.mark.parametrize("request_", REQUESTS)
def test_the_lines_for_curl_send_the_same_request(base_url: str, request_: dict[str, Any]) -> None:
    assert _run(["bash", "-c", curl(base_url, request_)]) == json.dumps(COMPLETION)
    assert Provider.asked == {"path": "/v1/chat/completions", "key": "Bearer sk-mine", "body": request_}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("request_", REQUESTS)
def test_the_lines_for_python_send_the_same_request(
    base_url: str, request_: dict[str, Any], stream: bool
) -> None:
    asked = {**request_, "stream": True} if stream else request_
    assert _run([sys.executable, "-c", python(base_url, asked)]).strip() == "Hi."
    assert Provider.asked == {"path": "/v1/chat/completions", "key": "Bearer sk-mine", "body": asked}


def test_nothing_in_the_lines_acts_on_a_terminal_or_turns_them_around() -> None:
    for script in (curl(ADDRESS, REQUESTS[1]), python(ADDRESS, REQUESTS[1])):
        assert not any(sign in script for sign in "\x7f\x1b\u202e")


def test_short_values_stand_in_one_line() -> None:
    script = python(ADDRESS, REQUESTS[0])
    assert "    messages=[{'role': 'user', 'content': 'Hello'}],\n" in script
    assert "chat.example.org" in script


def _run(command: list[str]) -> str:
    environment = {"PATH": os.environ["PATH"], "OPENAI_API_KEY": "sk-mine"}
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=TIMEOUT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
