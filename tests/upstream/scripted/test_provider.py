"""The scripted provider from outside, as development and the browser tests use it."""

import asyncio
import base64
import struct
import sys

import httpx
import pytest

from chatapp.upstream.scripted.provider import ScriptedProvider
from tests.timeouts import TIMEOUT
from tests.upstream.asking import KEY

pytestmark = pytest.mark.anyio


async def test_a_held_answer_is_released_over_http(provider: ScriptedProvider) -> None:
    root = provider.base_url.removesuffix("/v1")
    body = {"model": "gated:bob", "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}, timeout=TIMEOUT) as client:
        answer = asyncio.create_task(client.post(f"{provider.base_url}/chat/completions", json=body))
        await provider.gate("gated:bob").reached()
        released = await client.post(f"{root}/control/release", json={"gate": "gated:bob"})
        assert released.json() == {"released": 1}
        assert (await answer).text.endswith("data: [DONE]\n\n")


async def test_the_same_words_embed_alike(provider: ScriptedProvider) -> None:
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}, timeout=TIMEOUT) as client:
        texts = ["cats sleep", "Sleep, cats!", "dogs bark"]
        answer = await client.post(f"{provider.base_url}/embeddings", json={"model": "e", "input": texts})
    cats, again, dogs = (item["embedding"] for item in answer.json()["data"])
    assert cats == again != dogs


async def test_embeddings_are_floats_or_base64_of_them_in_the_size_that_was_asked_for(
    provider: ScriptedProvider,
) -> None:
    asked = {"model": "e", "input": [[1, 2], [3]], "dimensions": 8}
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}, timeout=TIMEOUT) as client:
        floats = await client.post(f"{provider.base_url}/embeddings", json=asked)
        packed = await client.post(
            f"{provider.base_url}/embeddings", json={**asked, "encoding_format": "base64"}
        )
    vectors = [item["embedding"] for item in floats.json()["data"]]
    assert [len(vector) for vector in vectors] == [8, 8]
    for vector, item in zip(vectors, packed.json()["data"], strict=True):
        assert struct.unpack("<8f", base64.b64decode(item["embedding"])) == pytest.approx(vector)


async def test_json_is_made_to_the_schema_that_the_call_brings(provider: ScriptedProvider) -> None:
    schema = {
        "properties": {
            "who": {"type": "string"},
            "days": {"type": "array", "items": {"$ref": "#/$defs/Day"}},
        },
        "$defs": {"Day": {"enum": ["Monday", "Tuesday"]}},
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "plan", "schema": schema}}
    body = {"model": "json", "messages": [{"role": "user", "content": "Ann"}], "response_format": wanted}
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}, timeout=TIMEOUT) as client:
        answer = await client.post(f"{provider.base_url}/chat/completions", json=body)
    said = answer.json()["choices"][0]["message"]["content"]
    assert said == '{"who": "Ann", "days": ["Monday", "Monday"]}'


async def test_an_unknown_model_and_an_unknown_path_are_not_there(provider: ScriptedProvider) -> None:
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}, timeout=TIMEOUT) as client:
        unknown = await client.post(f"{provider.base_url}/chat/completions", json={"model": "none"})
        nowhere = await client.get(f"{provider.base_url}/nowhere")
    assert (unknown.status_code, nowhere.status_code) == (404, 404)


async def test_it_runs_as_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "chatapp.upstream.scripted", "--port", "0", "--key", KEY]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    base_url = (await process.stdout.readline()).decode().strip()
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        assert (await client.get(f"{base_url}/models")).status_code == 401
    process.terminate()
    assert await process.wait() == 0
