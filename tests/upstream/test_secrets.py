"""The key goes to the provider's own address, and nowhere else."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.errors import ConnectFailed, Rejected, StreamBroken, UpstreamError
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts.answer import Script, said
from chatapp.upstream.scripted.scripts.faults import rejection
from chatapp.upstream.scripted.scripts.response import Response
from tests.upstream.asking import KEY, asked, broken

pytestmark = pytest.mark.anyio

SPIRITED = "tenant-0123456789"
TALKATIVE: Mapping[str, Script] = {
    "rejects": lambda call: rejection(401, f"The key {KEY} of {SPIRITED} is wrong."),
    "inside": lambda call: Response(b'{"error": "The key %b is wrong."}' % KEY.encode()),
    "event": lambda call: Response(
        iter(
            [b'data: {"error": {"message": "bad %b", "key": "%b"}}\n\n' % (KEY.encode(), SPIRITED.encode())]
        ),
        content_type="text/event-stream",
    ),
    "malformed": lambda call: Response(b"data: %b\n\n" % KEY.encode()),
    "page": lambda call: Response(b"<html>%b" % KEY.encode()),
    "redirect": lambda call: Response(b"", 302, headers={"location": f"https://elsewhere/?key={KEY}"}),
}
_KINDS: Mapping[str, type[UpstreamError]] = {"event": StreamBroken, "malformed": StreamBroken}


@pytest.mark.parametrize("model", TALKATIVE)
async def test_an_error_never_holds_a_secret(model: str) -> None:
    async with ScriptedProvider(TALKATIVE) as provider:
        endpoint = Endpoint("talkative", provider.base_url, KEY, {"x-tenant": SPIRITED})
        upstream = Upstream(endpoint)
        error, _ = await broken(upstream, asked(model), _KINDS.get(model, Rejected))
        shown = f"{error} {error.body!r} {error.body and error.body.to_json()} {endpoint!r}"
        assert KEY not in shown
        assert SPIRITED not in shown
        await upstream.aclose()


async def test_a_redirect_is_not_followed() -> None:
    async with ScriptedProvider() as elsewhere:
        target = f"{elsewhere.base_url}/chat/completions"
        scripts: Mapping[str, Script] = {
            "away": lambda call: Response(b"", 307, headers={"location": target})
        }
        async with ScriptedProvider(scripts) as provider:
            upstream = Upstream(Endpoint("away", provider.base_url, KEY))
            error, _ = await broken(upstream, asked("away"), Rejected)
            assert (error.status, error.retryable) == (307, False)
            assert target in str(error)
            await upstream.aclose()
        assert len(elsewhere.requests) == 0


@pytest.mark.parametrize("key", ["sk-ünïcödé-123", "sk-two\nlines-123", "sk-\x00-null-123"])
async def test_a_key_that_no_header_can_carry_is_named_without_showing_it(
    provider: ScriptedProvider, key: str
) -> None:
    upstream = Upstream(Endpoint("odd", provider.base_url, key))
    error, _ = await broken(upstream, asked("echo"), ConnectFailed)
    assert not error.retryable
    assert "cannot be sent" in str(error)
    assert error.__cause__ is None
    assert error.__suppress_context__
    await upstream.aclose()


async def test_the_key_goes_as_a_bearer_unless_the_provider_has_its_own_header(
    provider: ScriptedProvider,
) -> None:
    for headers in ({}, {"Authorization": f"Bearer {KEY}"}):
        upstream = Upstream(Endpoint("keyed", provider.base_url, "" if headers else KEY, headers))
        await upstream.models()
        await upstream.aclose()
    assert [request.headers["authorization"] for request in provider.requests] == [f"Bearer {KEY}"] * 2


async def test_cookies_of_one_call_do_not_go_into_the_next() -> None:
    scripts: Mapping[str, Script] = {
        "sets": lambda call: replace(
            said("Hello.").respond(call), headers={"set-cookie": "who=alice; path=/"}
        )
    }
    async with ScriptedProvider(scripts) as provider:
        upstream = Upstream(Endpoint("cookies", provider.base_url))
        for _ in range(2):
            await upstream.complete(asked("sets"))
        await upstream.aclose()
        assert "cookie" not in provider.requests[1].headers
