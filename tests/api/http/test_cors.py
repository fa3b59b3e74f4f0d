"""Pages of other origins call the API where the operator names them; everything that they get is readable to them."""

from typing import cast

import pytest
from starlette.types import ASGIApp

from chatapp.api.application import api
from chatapp.api.http.cors import open_to
from chatapp.api.http.responses import labelled
from chatapp.wire.json import jsontext
from chatapp.wiring import Services
from tests.api.calling import Answer, called
from tests.api.stage import COMPLETIONS, Stage

pytestmark = pytest.mark.anyio

TEAM = "https://tools.example.org"
OPEN = open_to([TEAM], cast(ASGIApp, api))


async def _ask(
    stage: Stage, origin: str, model: str = "echo", *, stream: bool = False, application: ASGIApp = OPEN
) -> Answer:
    await stage.model(model)
    body = {"model": model, "messages": [{"role": "user", "content": "Hi"}], "stream": stream}
    headers = {"authorization": f"Bearer {stage.key}", "content-type": "application/json", "origin": origin}
    async with called("POST", COMPLETIONS, jsontext.dumps(body), headers, application=application) as call:
        return await call.whole()


async def _preflight(origin: str, application: ASGIApp = OPEN) -> Answer:
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-stainless-lang",
    }
    async with called("OPTIONS", COMPLETIONS, b"", headers, application=application) as call:
        return await call.whole()


async def test_a_page_of_a_named_origin_may_ask_first(engine: Services) -> None:
    answer = await _preflight(TEAM)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == TEAM
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("model", "stream", "status"), [("echo", False, 200), ("echo", True, 200), ("error-400", True, 400)]
)
async def test_answers_streams_and_errors_are_readable(
    stage: Stage, model: str, stream: bool, status: int
) -> None:
    answer = await _ask(stage, TEAM, model, stream=stream)
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, TEAM)
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert {"x-request-id", "x-provider", "retry-after"} <= set(exposed.split(", "))
    assert "access-control-allow-credentials" not in answer.headers


async def test_an_unknown_key_and_an_unknown_address_are_readable(engine: Services) -> None:
    for path in ("/v1/models", "/v1/nothing"):
        async with called("GET", path, b"", {"origin": TEAM}, application=OPEN) as call:
            answer = await call.whole()
        assert answer.status in (401, 404)
        assert answer.headers["access-control-allow-origin"] == TEAM


async def test_other_origins_are_told_nothing(stage: Stage) -> None:
    assert "access-control-allow-origin" not in (await _preflight("https://evil.example.org")).headers
    assert "access-control-allow-origin" not in (await _ask(stage, "https://evil.example.org")).headers


async def test_no_origin_is_let_in_unless_the_operator_says_so(stage: Stage) -> None:
    assert open_to([], labelled) is labelled
    answer = await _ask(stage, TEAM, application=cast(ASGIApp, api))
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert (await _preflight(TEAM, cast(ASGIApp, api))).status == 405


async def test_a_star_is_every_origin() -> None:
    answer = await _preflight("https://any.example.org", open_to(["*"], cast(ASGIApp, api)))
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "*")
