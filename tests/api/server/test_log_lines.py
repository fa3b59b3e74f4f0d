"""The lines of the log: by what ids they are found, and what they never say."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.utils import DatabaseError

from chatapp.completions.public_id import request_id
from chatapp.logs.formats import JsonFormatter
from chatapp.logs.request import request_key
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.web.documents import library
from chatapp.web.middleware.request_identity import identified
from chatapp.wiring import Services
from tests.api.calling import called
from tests.api.stage import Stage
from tests.engine import Person, scripted_model

pytestmark = pytest.mark.anyio

SECRET = "Geheimnis"


class Lines(logging.Handler):
    """What was written while the test ran, as machines read it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += self.format(record) + "\n"

    def of(self, logger: str) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in found if line["logger"] == logger]


@pytest.fixture
def log() -> Iterator[Lines]:
    lines = Lines()
    logging.getLogger().addHandler(lines)
    yield lines
    logging.getLogger().removeHandler(lines)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_call_to_a_provider_that_failed_is_one_line(stage: Stage, log: Lines, stream: bool) -> None:
    answer = await stage.ask("repeating", SECRET, stream=stream)
    [line] = log.of("chatapp.providers")
    completion = await stage.completion()
    assert line["ms"] >= 0
    assert {
        name: value for name, value in line.items() if name not in ("time", "ms", "provider_request")
    } == {
        "level": "WARNING",
        "logger": "chatapp.providers",
        "message": "A call to a provider failed.",
        "request": answer.headers["x-request-id"],
        "person": stage.user.pk,
        "completion": completion.public_id,
        "provider": "Scripted",
        "model": "repeating",
        "kind": "api",
        "attempt": 1,
        "error": "Rejected",
        "status": answer.status,
    }
    assert SECRET in answer.content.decode()
    assert SECRET not in log.text


async def test_the_attempts_of_a_chat_are_told_apart_and_name_their_turn(
    engine: Services, scripted: ScriptedProvider, alice_online: Person, log: Lines
) -> None:
    model = await scripted_model(scripted, "repeating-event")
    async with alice_online.socket() as socket:
        page = await socket.answer(SECRET, model=model)
    assert page.turn["status"] == "failed"
    lines = log.of("chatapp.providers")
    assert [line["attempt"] for line in lines] == list(range(1, len(lines) + 1))
    assert {line["turn"] for line in lines} == {page.turn["id"]}
    assert {line["person"] for line in lines} == {alice_online.user.pk}
    assert {line["error"] for line in lines} == {"StreamBroken.error_event"}
    assert len({line["completion"] for line in lines}) == len(lines)
    assert SECRET not in log.text


async def test_what_only_the_server_below_hears_of_names_its_request_too() -> None:
    async def fail(*connection: object) -> None:
        raise ZeroDivisionError

    scope: dict[str, Any] = {"type": "websocket"}
    with pytest.raises(ZeroDivisionError) as failed:
        await identified(fail)(scope, fail, fail)
    assert failed.value.__notes__ == [f"In the request {request_id(request_key(scope))}."]


async def test_an_error_500_is_found_by_the_id_that_the_caller_holds(
    stage: Stage, alice_online: Person, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise DatabaseError("on purpose")

    monkeypatch.setattr(library, "collections_of", fail)
    headers = {"host": "localhost", "cookie": alice_online.cookie.decode()}
    async with called("GET", "/documents/", headers=headers) as call:
        page = await call.whole()
    [line] = log.of("django.request")
    assert page.status == 500
    assert line["request"] == page.headers["x-request-id"]
    assert line["request"] in page.content.decode()
    assert line["person"] == alice_online.user.pk
    assert "on purpose" in line["exception"]
