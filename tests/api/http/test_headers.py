"""What the headers of every answer tell."""

import re
from decimal import Decimal
from typing import Any

import pytest

from chatapp.providers.models import Price
from tests.api.calling import Answer
from tests.api.stage import COMPLETIONS, NOWHERE, Stage

pytestmark = pytest.mark.anyio

_EMBEDDINGS = {"model": "echo", "input": ["one", "two"]}


async def test_every_answer_is_named_and_timed(stage: Stage) -> None:
    await stage.model("echo")
    answers = [
        await stage.ask("echo"),
        await stage.stream("echo"),
        await stage.call("POST", "/v1/embeddings", _EMBEDDINGS),
        await stage.call("GET", "/v1/models"),
        await stage.call("GET", "/v1/openapi.json", authorization=""),
        await stage.call("GET", "/v1/models", authorization=""),
        await stage.call("POST", COMPLETIONS, b"{"),
        await stage.call("PUT", COMPLETIONS),
        await stage.call("GET", "/v1/nothing"),
        await stage.call("POST", COMPLETIONS, b"", content_type="text/plain"),
        await stage.ask("error-400"),
        await stage.stream("error-500"),
    ]
    assert [answer.status for answer in answers] == [200] * 5 + [401, 400, 405, 404, 415, 400, 500]
    ids = {answer.headers["x-request-id"] for answer in answers}
    assert len(ids) == len(answers)
    assert all(re.fullmatch("req_[0-9a-f]{32}", id) for id in ids)
    assert all(int(answer.headers["openai-processing-ms"]) >= 0 for answer in answers)


async def test_the_rows_of_a_call_know_its_request_id(stage: Stage) -> None:
    answer = await stage.ask("echo")
    assert (await stage.completion()).call_id == answer.headers["x-request-id"]


async def test_the_cost_is_told_where_a_price_is_known(stage: Stage) -> None:
    model = await stage.model("echo")
    assert (await stage.ask("echo")).headers["x-cost"] == "unpriced"
    await Price.objects.acreate(model=model, input=1, output=2)
    answer = await stage.ask("echo")
    usage = answer.value["usage"]
    cost = Decimal(usage["prompt_tokens"] + 2 * usage["completion_tokens"]) / 1_000_000
    assert Decimal(answer.headers["x-cost"]) == cost
    assert re.fullmatch(r"0\.[0-9]+", answer.headers["x-cost"])
    assert "x-usage-estimated" not in answer.headers
    embedded = await stage.call("POST", "/v1/embeddings", _EMBEDDINGS)
    assert Decimal(embedded.headers["x-cost"]) == Decimal("0.000002")


async def test_the_built_in_model_costs_nothing(stage: Stage) -> None:
    answer = await stage.ask("built-in")
    assert Decimal(answer.headers["x-cost"]) == 0


async def test_usage_that_was_not_reported_is_said_to_be_estimated(stage: Stage) -> None:
    answer = await stage.ask("usage-missing")
    assert answer.headers["x-usage-estimated"] == "true"
    assert answer.value["usage"]["total_tokens"] > 0


@pytest.mark.parametrize("stream", [False, True])
async def test_the_providers_limits_are_passed_on_and_its_other_headers_are_not(
    stage: Stage, stream: bool
) -> None:
    headers = (await stage.ask("limited", stream=stream)).headers
    assert headers["x-ratelimit-remaining-tokens"] == "149984"
    assert headers["x-ratelimit-limit-requests"] == "60"
    assert "x-other" not in headers
    assert headers["x-provider"] == "scripted"


async def test_the_limits_of_the_key_are_told_in_the_place_of_the_providers(stage: Stage) -> None:
    _, stage.key = await stage.new_key(requests_per_minute=9)
    for answer in (await stage.ask("limited"), await stage.stream("limited")):
        assert answer.headers["x-ratelimit-limit-requests"] == "9"
        assert answer.headers["x-ratelimit-remaining-tokens"] == "149984"


@pytest.mark.parametrize("stream", [False, True])
async def test_names_that_no_header_can_hold_are_spelled_out(stage: Stage, stream: bool) -> None:
    first = await stage.model_at("nowhere", "模型, 1", base_url=NOWHERE)
    await stage.chain(first, await stage.model("echo"))
    answer = await stage.ask("nowhere/模型, 1", stream=stream)
    assert answer.status == 200
    assert answer.headers["x-tried"] == "nowhere/%E6%A8%A1%E5%9E%8B%2C%201, scripted/echo"


async def test_a_stream_is_one_that_nobody_keeps_back(stage: Stage) -> None:
    headers = (await stage.stream("echo")).headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")


async def test_nobody_on_the_way_keeps_an_answer(stage: Stage) -> None:
    answers = [
        await stage.ask("echo"),
        await stage.stream("echo"),
        await stage.ask("error-400"),
        await stage.call("GET", "/v1/chat/completions"),
        await stage.call("GET", "/v1/models", authorization=""),
        await stage.call("GET", "/v1/nowhere"),
    ]
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * len(answers)


async def test_what_is_asked_for_by_head_has_the_headers_of_get(stage: Stage) -> None:
    asked: list[Any] = [await stage.call(method, "/v1/models") for method in ("GET", "HEAD")]
    assert [_plain(answer) for answer in asked[:1]] == [_plain(answer) for answer in asked[1:]]


def _plain(answer: Answer) -> dict[str, str]:
    own = ("x-request-id", "openai-processing-ms")
    return {name: value for name, value in answer.headers.items() if name not in own}
