"""A provider that closed its kept-alive connections costs no call: it is sent again, as the same attempt."""

import pytest

from chatapp.usage.models import UsageRecord
from tests.api.stage import Stage

pytestmark = pytest.mark.anyio

_TEXTS = {"model": "embedding", "input": "cats"}


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_over_a_closed_connection_is_one_attempt(stage: Stage, stream: bool) -> None:
    await stage.ask("echo", "First")
    stage.scripted.hang_up()
    answer = await stage.ask("echo", "Second", stream=stream)
    assert (answer.status, answer.text if stream else answer.value["choices"][0]["message"]["content"]) == (
        200,
        "Second",
    )
    assert [(completion.status, completion.attempt) for completion in await stage.completions()] == [
        ("done", 1)
    ] * 2
    assert await UsageRecord.objects.acount() == 2
    first, second = stage.scripted.requests
    assert first.port != second.port


async def test_embeddings_over_a_closed_connection_are_one_attempt(stage: Stage) -> None:
    await stage.model("embedding")
    assert (await stage.call("POST", "/v1/embeddings", _TEXTS)).status == 200
    stage.scripted.hang_up()
    assert (await stage.call("POST", "/v1/embeddings", _TEXTS)).status == 200
    assert await UsageRecord.objects.acount() == 2
