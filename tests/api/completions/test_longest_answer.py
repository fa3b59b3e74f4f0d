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
    assert LIMIT - 1000 < len(answer.text.encode()) <= LIMIT
    completion, record = await stage.completion(), await stage.ledger()
    assert (completion.status, completion.finish_reasons) == ("done", ["length"])
    assert (record.estimated, record.completion_tokens) == (True, usage["usage"]["completion_tokens"])


@pytest.mark.parametrize("form", ["event", "json"])
async def test_what_comes_in_one_piece_is_cut_inside_of_it(stage: Stage, form: str) -> None:
    answer = await stage.stream(f"huge-{form}")
    assert (answer.status, answer.done) == (200, True)
    assert answer.chunks[-1]["choices"][0]["finish_reason"] == "length"
    assert LIMIT - 1000 < len(answer.text.encode()) <= LIMIT
