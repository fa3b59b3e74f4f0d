"""A call whose server was taken for dead while it was answering: what its server knows is not lost."""

import pytest

from chatapp.completions.public_id import public_id
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.usage.models import SettledUsage, UsageRecord
from chatapp.wiring import Services
from tests.api.stage import COMPLETIONS, Stage
from tests.servers.sweeping import swept_elsewhere

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("store", [True, False])
async def test_it_is_settled_by_its_own_server(stage: Stage, engine: Services, store: bool) -> None:
    options = {"include_usage": True}
    async with stage.asking("gated", stream=True, store=store, stream_options=options) as call:
        await call.until("word20")
        await swept_elsewhere(engine)
        assert (await stage.completion()).status == "interrupted"
        stage.scripted.gate("gated").release()
        answer = await call.whole()
    assert (answer.text, answer.done) == (numbered(40), True)

    completion = await stage.completion()
    assert (completion.status, completion.finish_reasons) == ("done", ["stop"])
    kept = await stage.call("GET", f"{COMPLETIONS}/{public_id(completion.pk)}")
    assert kept.status == (200 if store else 404)
    assert not store or kept.value["choices"][0]["message"]["content"] == numbered(40)
    estimate, correction = [row async for row in UsageRecord.objects.order_by("id")]
    assert (estimate.status, correction.status, correction.corrects) == ("interrupted", "done", estimate.pk)
    settled = await SettledUsage.objects.aget(completion_id=completion.pk)
    said = answer.chunks[-1]["usage"]
    assert (settled.prompt_tokens, settled.completion_tokens) == (
        said["prompt_tokens"],
        said["completion_tokens"],
    )
    assert estimate.completion_tokens + correction.completion_tokens == said["completion_tokens"]


async def test_one_that_its_caller_leaves_is_settled_as_stopped(stage: Stage, engine: Services) -> None:
    async with stage.asking("gated", stream=True) as call:
        await call.until("word20")
        await swept_elsewhere(engine)
    await stage.scripted.wait_disconnect()
    assert (await stage.completion()).status == "stopped"
    assert [row.status async for row in UsageRecord.objects.order_by("id")] == ["interrupted", "stopped"]
