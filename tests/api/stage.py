"""Alice's script in front of the scripted provider: what it asks, and the rows that come of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.db import database_sync_to_async

from chatapp.accounts import keys
from chatapp.accounts.models import ApiKey, User
from chatapp.completions.models import Completion
from chatapp.providers.models import Fallback, Model, Provider
from chatapp.upstream.scripted.provider import ScriptedProvider
from chatapp.usage.models import UsageRecord
from chatapp.wire.json import jsontext
from tests.api.calling import Answer, Call, called
from tests.engine import scripted_model

COMPLETIONS = "/v1/chat/completions"
# Nobody listens on the port that is kept for discarding.
NOWHERE = "http://127.0.0.1:9/v1"


class Stage:
    """A model that is asked for without more words is one of the scripted provider, and made if need be."""

    def __init__(self, scripted: ScriptedProvider, user: User) -> None:
        self.scripted = scripted
        self.user = user
        self.key_row: ApiKey
        self.key = ""

    async def set_up(self) -> None:
        self.key_row, self.key = await self.new_key()

    async def new_key(self, user: User | None = None, **limits: Any) -> tuple[ApiKey, str]:
        """A key of Alice's unless it is said otherwise; `limits` as of `keys.make`."""
        owner = user or self.user
        return await database_sync_to_async(keys.make)(owner, "a script", actor=owner, **limits)

    async def model(self, name: str) -> Model:
        return await Model.objects.aget(pk=await scripted_model(self.scripted, name))

    async def model_at(self, slug: str, name: str, **columns: Any) -> Model:
        """A model at another provider, which is the scripted one under another name unless `columns` say so."""
        own = {"name": slug.title(), "base_url": self.scripted.base_url, **columns}
        provider, _ = await Provider.objects.aget_or_create(slug=slug, defaults=own)
        model, _ = await Model.objects.aget_or_create(provider=provider, name=name)
        return model

    async def chain(self, first: Model, *others: Model) -> None:
        for position, other in enumerate(others, 1):
            await Fallback.objects.acreate(model=first, position=position, to=other)

    async def ask(self, model: str, content: Any = "Hello", **parameters: Any) -> Answer:
        async with self.asking(model, content, **parameters) as call:
            return await call.whole()

    async def stream(self, model: str, content: Any = "Hello", **parameters: Any) -> Answer:
        return await self.ask(model, content, stream=True, **parameters)

    @asynccontextmanager
    async def asking(self, model: str, content: Any = "Hello", **parameters: Any) -> AsyncIterator[Call]:
        if "/" not in model and not await Model.objects.filter(name=model).aexists():
            await self.model(model)
        asked = {"model": model, "messages": [{"role": "user", "content": content}], **parameters}
        async with self.calling("POST", COMPLETIONS, asked) as call:
            yield call

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        async with self.calling(method, path, body, **headers) as call:
            return await call.whole()

    @asynccontextmanager
    async def calling(self, method: str, path: str, body: Any = None, **headers: str) -> AsyncIterator[Call]:
        """`body`: bytes as they are, or a value; `headers` with underscores for hyphens, empty ones left out."""
        content = body if isinstance(body, bytes) else b"" if body is None else jsontext.dumps(body)
        own = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        named = own | {name.replace("_", "-"): value for name, value in headers.items()}
        given = {name: value for name, value in named.items() if value}
        async with called(method, path, content, given) as call:
            yield call

    async def completion(self) -> Completion:
        """The only one."""
        return await Completion.objects.aget()

    async def completions(self) -> list[Completion]:
        """In the order of the attempts."""
        return [completion async for completion in Completion.objects.order_by("queued_at", "attempt")]

    async def ledger(self) -> UsageRecord:
        """The only row."""
        return await UsageRecord.objects.aget()

    def sent(self, number: int = -1) -> dict[str, Any]:
        """The body that the provider got; the last one's."""
        body: dict[str, Any] = self.scripted.requests[number].body
        return body
