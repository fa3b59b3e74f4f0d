"""An error in the middle of a stream is its last event: no `[DONE]` comes after it, whatever broke it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from chatapp import wiring
from chatapp.providers.models import Provider
from chatapp.upstream.pool import UpstreamPool
from tests.api.stage import Stage

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("model", "type", "code"),
    [
        ("cut-3", "server_error", "upstream_broken"),
        ("cut-end-3", "server_error", "upstream_broken"),
        ("malformed-3", "server_error", "upstream_broken"),
        ("error-event-3", "overloaded_error", "529"),
        ("error-event-named-3", None, None),
    ],
)
async def test_it_ends_with_the_error(stage: Stage, model: str, type: str | None, code: str | None) -> None:
    answer = await stage.stream(model, stream_options={"include_usage": True})
    assert (answer.status, answer.text, answer.done) == (200, "word1 word2 word3", False)
    *chunks, last = answer.chunks
    assert all("error" not in chunk for chunk in chunks)
    _assert_error(last, type, code)
    assert answer.content.endswith(b"}}\n\n")
    assert (await stage.completion()).status == "failed"


async def test_silence_in_the_middle_is_a_timeout(stage: Stage) -> None:
    await stage.model("silence-after-3")
    await Provider.objects.filter(slug="scripted").aupdate(idle_timeout=1)
    answer = await stage.stream("silence-after-3")
    assert answer.text == "word1 word2 word3"
    _assert_error(answer.chunks[-1], "server_error", "upstream_timeout")
    await stage.scripted.wait_disconnect()


class _Faulty(httpx.AsyncBaseTransport, httpx.AsyncByteStream):
    """What it raises after its first words is no error of any provider."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'data: {"id": "c", "choices": [{"index": 0, "delta": {"content": "Hello."}}]}\n\n'
        raise ZeroDivisionError("secret")


@pytest.fixture
async def faulty(committed: None) -> AsyncIterator[None]:
    await wiring.start(upstreams=UpstreamPool({"faulty": _Faulty()}))
    yield
    await wiring.stop()


async def test_a_fault_of_our_own_is_told_without_its_words(
    faulty: None, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.model_at("faulty", "echo", base_url="faulty:")
    answer = await stage.stream("faulty/echo")
    assert answer.text == "Hello."
    _assert_error(answer.chunks[-1], "server_error", None)
    assert "secret" not in answer.content.decode()
    assert "A call of the API failed." in caplog.text
    assert "secret" in caplog.text
    completion, row = await stage.completion(), await stage.ledger()
    assert (completion.status, row.status, row.estimated) == ("failed", "failed", True)
    assert completion.error["message"] == "Something went wrong on our side. The server's log says more."


def _assert_error(event: dict[str, Any], type: str | None, code: str | None) -> None:
    assert "choices" not in event
    error = event["error"]
    assert error.keys() >= {"message", "type", "param", "code"}
    assert error["message"]
    assert type is None or (error["type"], error["code"]) == (type, code)
