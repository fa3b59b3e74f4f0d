"""A server with a scripted provider behind it, and the keys of the people who call it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from openai import AsyncOpenAI, OpenAI

from chatapp.upstream.scripted.scripts import SCRIPTS
from chatapp.upstream.scripted.scripts.answer import Script
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.faults import rejection
from chatapp.upstream.scripted.scripts.response import Response
from tests.browser.provider import Provider
from tests.samples.scripts import refused_then_ok
from tests.servers.processes import Manage, Serve

# A caller can ask only for names that the provider lists.
_NUMBERED: Final = {
    "words-5": "words",
    "words-500": "words",
    "error-400": "error",
    "error-404": "error",
    "error-422": "error",
    "error-429": "error",
    "error-500": "error",
    "error-503": "error",
    "fail-2-then-ok": "fail-then-ok",
    "several-3": "several",
}


def _down(call: ScriptedCall) -> Response:
    return rejection(503, "Down for today.")


OWN: dict[str, Script] = {
    **{name: SCRIPTS[script] for name, script in _NUMBERED.items()},
    "shared": SCRIPTS["echo"],
    "embed": SCRIPTS["echo"],
    "always-down": _down,
    "busy-for-a-second": partial(refused_then_ok, {"retry-after": "1"}),
}


class Site(NamedTuple):
    """`keys` are named in `furnish.py`; Alice's has no limits."""

    url: str
    provider: Provider
    keys: dict[str, str]

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def openai(self, key: str = "alice", **options: Any) -> OpenAI:
        """The official client, without retries of its own."""
        return OpenAI(**self._options(key, options))

    def async_openai(self, key: str = "alice", **options: Any) -> AsyncOpenAI:
        return AsyncOpenAI(**self._options(key, options))

    def environment(self, key: str = "alice") -> dict[str, str]:
        """What a script of a user's needs."""
        return {"OPENAI_BASE_URL": self.base_url, "OPENAI_API_KEY": self.keys[key]}

    def _options(self, key: str, options: dict[str, Any]) -> dict[str, Any]:
        return {"base_url": self.base_url, "api_key": self.keys[key], "max_retries": 0, **options}


@contextmanager
def running_site(database: str, data: Path) -> Iterator[Site]:
    """Prepared and started by the commands that an operator has."""
    with Provider(scripts=OWN) as provider:
        variables = {
            "DATABASE_URL": database,
            "SECRET_KEY": "only for the tests of clients",
            "OPENAI_BASE_URL": provider.base_url,
            "OPENAI_API_KEY": "sk-scripted",
        }
        furnish = "from tests.clients.furnish import main; main()"
        made = _said(data, variables, "shell", "-v", "0", "-c", furnish).removeprefix("furnished ")
        key = _said(data, variables, "createapikey", "alice@example.com", "--name", "tests")
        server = Serve(data, variables)
        try:
            yield Site(server.url, provider, {"alice": key, **json.loads(made)})
        finally:
            server.kill()


def _said(data: Path, variables: dict[str, str], *command: str) -> str:
    """The one line that the command prints."""
    manage = Manage(data, variables, *command)
    assert manage.wait() == 0, manage.output
    return manage.lines[-1].strip()
