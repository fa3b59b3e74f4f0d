"""A person's script: calls of the API with a key of theirs, to the application in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from channels.db import database_sync_to_async

from chatapp.accounts import keys
from chatapp.accounts.models import User
from chatapp.asgi import application
from chatapp.wire.json.jsontext import dumps, loads

COMPLETIONS = "/v1/chat/completions"


class Script:
    """Values go in and come out as JSON, exact."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(self, model: str, content: Any = "Hello", **parameters: Any) -> dict[str, Any]:
        """A stored completion with one message, unless it is said otherwise."""
        asked = {"model": model, "messages": [{"role": "user", "content": content}], "store": True}
        return await self.post(COMPLETIONS, {**asked, **parameters})

    async def stream(self, model: str, **parameters: Any) -> str:
        """The id of a completion that was streamed."""
        asked = {"model": model, "messages": [{"role": "user", "content": "Hello"}], "stream": True}
        response = await self.send("POST", COMPLETIONS, {**asked, "store": True, **parameters})
        assert response.status_code == 200, response.text
        first: str = loads(response.content.split(b"\n\n")[0].removeprefix(b"data: "))["id"]
        return first

    async def list(self, **query: Any) -> dict[str, Any]:
        return await self.get(COMPLETIONS, query)

    async def ids(self, **query: Any) -> list[str]:
        """Of one page of the list."""
        return [item["id"] for item in (await self.list(**query))["data"]]

    async def every_id(self, **query: Any) -> list[str]:
        """Of all pages, as the official clients go through them."""
        found: list[str] = []
        while (page := await self.list(**query))["data"]:
            found += [item["id"] for item in page["data"]]
            if not page["has_more"]:
                break
            query["after"] = page["data"][-1]["id"]
        return found

    async def get(self, path: str, query: dict[str, Any] | None = None) -> dict[str, Any]:
        return _value(await self.send("GET", path, query=query))

    async def post(self, path: str, body: Any) -> dict[str, Any]:
        return _value(await self.send("POST", path, body))

    async def upload(self, path: str, fields: dict[str, str], **files: tuple[str, bytes]) -> httpx.Response:
        """A form; each file is its name and its content."""
        form = httpx.Request("POST", "http://localhost", data=fields, files=files)
        headers = {"content-type": form.headers["content-type"]}
        return await self._client.request("POST", path, content=form.read(), headers=headers)

    async def delete(self, id: str) -> dict[str, Any]:
        return _value(await self.send("DELETE", f"{COMPLETIONS}/{id}"))

    async def refused(
        self, method: str, path: str, body: Any = None, query: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """The status and the error."""
        response = await self.send(method, path, body, query)
        assert response.status_code >= 400, response.text
        error: dict[str, Any] = loads(response.content)["error"]
        assert set(error) == {"message", "type", "param", "code"}
        return response.status_code, error

    async def send(
        self, method: str, path: str, body: Any = None, query: dict[str, Any] | None = None
    ) -> httpx.Response:
        content = None if body is None else dumps(body)
        return await self._client.request(method, path, content=content, params=query)


@asynccontextmanager
async def script_of(user: User, **limits: Any) -> AsyncIterator[Script]:
    """With a new key; `limits` as of `keys.make`."""
    _, text = await database_sync_to_async(keys.make)(user, "a script", actor=user, **limits)
    headers = {"authorization": f"Bearer {text}", "content-type": "application/json"}
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        yield Script(client)


def _value(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    value: dict[str, Any] = loads(response.content)
    return value
