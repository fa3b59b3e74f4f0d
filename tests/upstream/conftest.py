"""A scripted provider over real HTTP for each test, and a client for it."""

from collections.abc import AsyncIterator

import pytest

from chatapp.upstream.client import Upstream
from chatapp.upstream.endpoint import Endpoint, Timeouts
from chatapp.upstream.scripted.provider import ScriptedProvider
from tests.upstream.asking import KEY


@pytest.fixture
async def provider() -> AsyncIterator[ScriptedProvider]:
    async with ScriptedProvider(api_key=KEY) as provider:
        yield provider


@pytest.fixture
async def upstream(provider: ScriptedProvider) -> AsyncIterator[Upstream]:
    upstream = Upstream(Endpoint("scripted", provider.base_url, KEY))
    yield upstream
    await upstream.aclose()


@pytest.fixture
async def hasty(provider: ScriptedProvider) -> AsyncIterator[Upstream]:
    """A client that waits a second for the next byte."""
    upstream = Upstream(Endpoint("hasty", provider.base_url, KEY, timeouts=Timeouts(read_idle=1)))
    yield upstream
    await upstream.aclose()
