"""An answer that does not end is cut for scripts in the way that their clients know."""

import pytest

from tests.api.stage import Stage

pytestmark = pytest.mark.anyio

LIMIT = 4 << 20


async def test_a_stream_is_cut_at_the_limit_with_a_finish_reason(stage: Stage) -> None:
    answer = await stage.stream("endless-content", stream_options={"include_usage": True}, store=True)
    await stage.scripted.wait_disconnect()

    assert (answer.status, answer.done) == (200, True)
    *_, end, usage = answer.chunks
    assert end["choices"][0]["finish_reason"] == "length"
    assert LIMIT < len(answer.text.encode()) < LIMIT + 100_000
    completion, record = await stage.completion(), await stage.ledger()
    assert (completion.status, completion.finish_reasons) == ("done", ["length"])
    assert (record.estimated, record.completion_tokens) == (True, usage["usage"]["completion_tokens"])
