"""The scripted provider from outside, as development and the browser tests use it."""

import asyncio
import sys

import httpx
import pytest

from chatapp.upstream.scripted import ScriptedProvider
from tests.upstream.asking import KEY

pytestmark = pytest.mark.anyio


async def test_a_held_answer_is_released_over_http(provider: ScriptedProvider) -> None:
    root = provider.base_url.removesuffix("/v1")
    body = {"model": "gated:bob", "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}) as client:
        answer = asyncio.create_task(client.post(f"{provider.base_url}/chat/completions", json=body))
        await provider.gate("gated:bob").reached()
        released = await client.post(f"{root}/control/release", json={"gate": "gated:bob"})
        assert released.json() == {"released": 1}
        assert (await answer).text.endswith("data: [DONE]\n\n")


async def test_the_same_words_embed_alike(provider: ScriptedProvider) -> None:
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}) as client:
        texts = ["cats sleep", "Sleep, cats!", "dogs bark"]
        answer = await client.post(f"{provider.base_url}/embeddings", json={"model": "e", "input": texts})
    cats, again, dogs = (item["embedding"] for item in answer.json()["data"])
    assert cats == again != dogs


async def test_an_unknown_model_and_an_unknown_path_are_not_there(provider: ScriptedProvider) -> None:
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}) as client:
        unknown = await client.post(f"{provider.base_url}/chat/completions", json={"model": "none"})
        nowhere = await client.get(f"{provider.base_url}/nowhere")
    assert (unknown.status_code, nowhere.status_code) == (404, 404)


async def test_it_runs_as_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "chatapp.upstream.scripted", "--port", "0", "--key", KEY]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    base_url = (await process.stdout.readline()).decode().strip()
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{base_url}/models")).status_code == 401
    process.terminate()
    assert await process.wait() == 0
