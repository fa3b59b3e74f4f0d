"""What is written down of each call: one completion and one row of the ledger for each attempt."""

from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection

from chatapp.completions.models import Completion, StoredCompletion
from chatapp.providers.models import Price
from chatapp.usage.estimate import tokens
from chatapp.usage.models import UsageRecord
from chatapp.wire.json import jsontext
from tests.api.stage import COMPLETIONS, NOWHERE, Stage

pytestmark = pytest.mark.anyio

# Spelled as no library would: what is kept is the text that came.
_EXACT = (
    '{"messages" : [{"role":"user","content":"a\\u00fc\\/\\u2028","n":1.50,"big":%s}],\r\n'
    ' "store":true,"model":"echo",  "unknown":{"b":1e2,"a":-0.0}%s}'
)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_call_is_one_completion_and_one_row_of_the_ledger(stage: Stage, stream: bool) -> None:
    model = await stage.model("echo")
    await Price.objects.acreate(model=model, input=1, output=2)
    answer = await stage.ask("echo", stream=stream, temperature=0.5, metadata={"team": "blue"})
    completion, row = await stage.completion(), await stage.ledger()
    assert (completion.kind, completion.status, completion.attempt) == ("api", "done", 1)
    assert (completion.user_id, completion.api_key_id) == (stage.user.pk, stage.key_row.pk)
    assert (completion.model_id, completion.model_name, completion.asked_model) == (model.pk, "echo", "echo")
    assert (completion.turn_id, completion.message_id, completion.error) == (None, None, None)
    assert completion.parameters == {"temperature": 0.5, "stream": stream}
    assert (completion.metadata, completion.store) == ({"team": "blue"}, False)
    assert completion.call_id == answer.headers["x-request-id"]
    # An answer that comes at once has no first token that anybody could see sooner.
    assert (completion.first_token_at is not None) == stream
    began = completion.first_token_at or completion.queued_at
    assert completion.queued_at <= began <= completion.last_token_at  # type: ignore[operator]
    assert completion.last_token_at <= completion.finished_at  # type: ignore[operator]
    assert (row.completion_id, row.kind, row.status) == (completion.pk, "api", "done")
    assert (row.user_email, row.api_key_id) == (stage.user.email, stage.key_row.pk)
    assert (row.estimated, row.prompt_tokens > 0, row.completion_tokens > 0) == (False, True, True)
    assert row.cost is not None


@pytest.mark.parametrize("stream", [False, True])
async def test_what_the_provider_tells_of_itself_is_kept(stage: Stage, stream: bool) -> None:
    answer = await stage.ask("named", stream=stream)
    completion = await stage.completion()
    assert (completion.upstream_id, completion.request_id) == ("chatcmpl-1", "req_1")
    assert (completion.served_model, completion.service_tier) == ("served-2024", "flex")
    assert (completion.system_fingerprint, completion.finish_reasons) == ("fp_1", ["stop"])
    told = answer.chunks[-1] if stream else answer.value
    assert (told["model"], told["service_tier"]) == ("served-2024", "flex")


async def test_the_finish_reason_of_each_choice_is_kept(stage: Stage) -> None:
    await stage.ask("several", n=3)
    assert (await stage.completion()).finish_reasons == ["stop"] * 3


@pytest.mark.parametrize("stream", [False, True])
async def test_tokens_that_were_not_reported_are_estimated(stage: Stage, stream: bool) -> None:
    await stage.ask("usage-missing", "Hello " * 10, stream=stream)
    row = await stage.ledger()
    assert (row.estimated, row.details) == (True, None)
    assert row.prompt_tokens == 4 + tokens("Hello " * 10)
    assert row.completion_tokens > 0


@pytest.mark.parametrize("stream", [False, True])
async def test_an_estimate_counts_all_that_was_said_in_all_choices(stage: Stage, stream: bool) -> None:
    await stage.ask("unmetered", n=2, stream=stream)
    row = await stage.ledger()
    said = "bcd" * 20 + "search_knowledge{" + "a" * 22 + "}"
    assert (row.estimated, row.completion_tokens) == (True, tokens(said * 2))


@pytest.mark.parametrize("given", ["some words", ["some", "words"], [1, 2], [[1], [2]]])
async def test_vectors_are_metered(stage: Stage, given: Any) -> None:
    await stage.model("echo")
    body = {"model": "echo", "input": given, "dimensions": 8, "unknown": {"a": 1}}
    answer = await stage.call("POST", "/v1/embeddings", body)
    assert [len(one["embedding"]) for one in answer.value["data"]] == [8] * len(answer.value["data"])
    completion, row = await stage.completion(), await stage.ledger()
    assert (completion.kind, row.kind, completion.status) == ("embedding", "embedding", "done")
    assert (completion.asked_model, completion.call_id) == ("echo", answer.headers["x-request-id"])
    assert (row.prompt_tokens, row.completion_tokens, row.estimated) == (2, 0, False)
    assert (row.api_key_id, row.user_id) == (stage.key_row.pk, stage.user.pk)
    assert stage.sent() == body


@pytest.mark.parametrize("stream", [False, True])
async def test_what_was_stored_is_what_came_and_what_went_out(stage: Stage, stream: bool) -> None:
    await stage.model("echo")
    body = _EXACT % ("9" * 60, ',"stream":true,"stream_options":{"include_usage":true}' if stream else "")
    answer = await stage.call("POST", COMPLETIONS, body.encode())
    assert answer.status == 200, answer.content
    request, response = await _stored_texts()
    assert request == body
    if not stream:
        assert jsontext.dumps(jsontext.loads(response.encode())) == answer.content
    assert jsontext.loads(response.encode())["choices"][0]["message"]["content"] == "aü/\u2028"


@pytest.mark.parametrize("stream", [False, True])
async def test_a_refused_attempt_is_written_down_and_costs_nothing(stage: Stage, stream: bool) -> None:
    await Price.objects.acreate(model=await stage.model("error-400"), input=1, output=2)
    await stage.ask("error-400", stream=stream, store=True)
    completion, row = await stage.completion(), await stage.ledger()
    assert (completion.status, completion.request_id) == ("failed", "req_error_400")
    assert completion.error["status"] == 400
    assert completion.error["message"] == "The provider refused the request (400)"
    assert (row.status, row.total_tokens, row.estimated, row.cost) == ("failed", 0, False, 0)
    assert not await StoredCompletion.objects.aexists()


async def test_a_provider_that_is_not_there_costs_nothing(stage: Stage) -> None:
    await stage.model_at("nowhere", "echo", base_url=NOWHERE)
    await stage.ask("nowhere/echo")
    assert (await stage.completion()).status == "failed"
    assert (await stage.ledger()).total_tokens == 0


async def test_a_stream_that_broke_is_metered_by_what_came(stage: Stage) -> None:
    answer = await stage.stream("cut-7", "Hello " * 10, store=True)
    assert answer.text == "word1 word2 word3 word4 word5 word6 word7"
    completion, row = await stage.completion(), await stage.ledger()
    assert (completion.status, row.status, row.estimated) == ("failed", "failed", True)
    assert (row.prompt_tokens, row.completion_tokens) == (4 + tokens("Hello " * 10), tokens(answer.text))
    assert not await StoredCompletion.objects.aexists()


async def test_a_call_that_never_reached_a_provider_leaves_no_row(stage: Stage) -> None:
    await stage.call("POST", COMPLETIONS, b"{")
    await stage.call("POST", COMPLETIONS, {"model": "nobody", "messages": [{"role": "user", "content": "a"}]})
    await stage.ask("echo", temperature=9)
    assert not await Completion.objects.aexists()
    assert not await UsageRecord.objects.aexists()


async def _stored_texts() -> tuple[str, str]:
    return await database_sync_to_async(_texts)()


def _texts() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT request::text, response::text FROM completions_storedcompletion")
        row: tuple[str, str] = cursor.fetchone()
        return row
