"""Scripts of the team, with an engine and a scripted provider behind the API."""

from collections.abc import AsyncIterator

import pytest

from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.upstream.scripted.scripts import SCRIPTS
from chatapp.wiring import Services
from tests.api.remote import Remote, furnish
from tests.api.script import Script, script_of
from tests.api.scripts import API
from tests.api.stage import Stage
from tests.engine import Person, scripted_model
from tests.samples.scripts import OWN
from tests.servers.processes import RunManage

MODELS = ("echo", "several", "nul", "surrogate-alone", "big-integers", "audio", "tool-whole", "error-400")


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedProvider]:
    async with ScriptedProvider({**SCRIPTS, **OWN, **API}) as provider:
        yield provider


@pytest.fixture
async def models(engine: Services, scripted: ScriptedProvider) -> None:
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


@pytest.fixture
async def stage(engine: Services, scripted: ScriptedProvider, alice_online: Person) -> Stage:
    made = Stage(scripted, alice_online.user)
    await made.set_up()
    return made


@pytest.fixture
async def remote(process_database: str, scripted: ScriptedProvider, run_manage: RunManage) -> Remote:
    names = ("gated", "words-20", "silence", "large")
    return await furnish(process_database, scripted, run_manage, *names)
