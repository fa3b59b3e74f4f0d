"""Scripts of the team, with an engine and a scripted provider behind the API."""

from collections.abc import AsyncIterator

import pytest

from chatapp.upstream.scripted import ScriptedProvider
from chatapp.wiring import Engine
from tests.api.script import Script, script_of
from tests.engine import Person, scripted_model

MODELS = ("echo", "several", "nul", "surrogate-alone", "big-integers", "audio", "tool-whole", "error-400")


@pytest.fixture
async def models(engine: Engine, scripted: ScriptedProvider) -> None:
    """Models of the provider `scripted`."""
    for name in MODELS:
        await scripted_model(scripted, name)


@pytest.fixture
async def alices(models: None, alice_online: Person) -> AsyncIterator[Script]:
    async with script_of(alice_online.user) as script:
        yield script


@pytest.fixture
async def charlies(models: None, charlie_online: Person) -> AsyncIterator[Script]:
    async with script_of(charlie_online.user) as script:
        yield script
