"""One client per provider, replaced when the provider changes."""

import ssl
from dataclasses import replace
from typing import Any

import pytest

from chatapp.upstream import transport
from chatapp.upstream.builtin.provider import BuiltIn
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import StreamBroken
from chatapp.upstream.pool import UpstreamPool
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.upstream.transport import client_for
from chatapp.wire.accumulate.accumulator import Accumulator
from tests.upstream.asking import KEY, answered, asked, read_into

pytestmark = pytest.mark.anyio


async def test_the_same_endpoint_has_the_same_client(provider: ScriptedProvider) -> None:
    pool = UpstreamPool()
    first = pool.get(Endpoint("1", provider.base_url, KEY, {"x-a": "1"}))
    assert pool.get(Endpoint("1", provider.base_url, KEY, {"x-a": "1"})) is first
    assert pool.get(Endpoint("2", provider.base_url, KEY)) is not first
    await pool.aclose()


async def test_a_changed_endpoint_lets_the_old_streams_end(provider: ScriptedProvider) -> None:
    pool, accumulator = UpstreamPool(), Accumulator()
    endpoint = Endpoint("1", provider.base_url, KEY)
    old = pool.get(endpoint)
    async with old.stream(asked("gated")) as stream:
        new = pool.get(replace(endpoint, headers={"x-new": "1"}))
        assert new is not old
        await new.models()
        provider.gate("gated").release()
        await read_into(accumulator, stream)
    assert accumulator.text == numbered(40)
    assert provider.requests[1].headers["x-new"] == "1"
    await pool.aclose()


async def test_a_retired_client_still_serves_who_holds_it(provider: ScriptedProvider) -> None:
    pool = UpstreamPool()
    endpoint = Endpoint("1", provider.base_url, KEY)
    old = pool.get(endpoint)
    await old.models()
    await pool.get(replace(endpoint, headers={"x-new": "1"})).models()
    assert (await answered(old, asked("echo"))).message.text
    await pool.aclose()


async def test_closing_the_pool_breaks_what_still_streams(provider: ScriptedProvider) -> None:
    pool = UpstreamPool()
    async with pool.get(Endpoint("1", provider.base_url, KEY)).stream(asked("gated")) as stream:
        await provider.gate("gated").reached()
        await pool.aclose()
        with pytest.raises(StreamBroken):
            await read_into(Accumulator(), stream)
    await provider.wait_disconnect()


async def test_a_scheme_of_its_own_chooses_its_transport() -> None:
    pool = UpstreamPool({"builtin": BuiltIn(pace=0)})
    models = await pool.get(Endpoint("0", "builtin:")).models()
    assert [model["id"] for model in models] == ["built-in"]
    await pool.aclose()


async def test_certificates_are_loaded_once_for_all_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []
    real = ssl.SSLContext.load_verify_locations

    def load(*arguments: Any, **more: Any) -> None:
        loaded.append(arguments)
        real(*arguments, **more)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", load)
    transport._trust.cache_clear()
    for number in range(3):
        await client_for(Endpoint(f"plain {number}", "http://provider.example/v1"), None).aclose()
    assert not loaded
    for number in range(3):
        await client_for(Endpoint(f"safe {number}", "https://provider.example/v1"), None).aclose()
    assert len(loaded) == 1
