"""The calls of scripts that run in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import replace

from chatapp.completions.models import CompletionStatus
from chatapp.turns.errors import Deactivated, ShuttingDown
from chatapp.turns.runtime import cancellation
from chatapp.upstream.pool import UpstreamPool
from chatapp.wire.request.chat import Request
from chatapp.wire.request.embeddings import EmbeddingsRequest

from .attempt import Caller
from .attempts import Policy
from .embeddings import Embedding
from .generation import Generation
from .ledger import Ledger
from .routing import Route


class Calls:
    def __init__(self, upstreams: UpstreamPool, ledger: Ledger, policy: Policy | None = None) -> None:
        self._upstreams = upstreams
        self._ledger = ledger
        # Scripts' clients retry by themselves; what is ours is the chain of fallbacks.
        self._policy = replace(policy or Policy(), attempts=1)
        self._closed = False
        self._running: dict[asyncio.Task[object], Generation | Embedding] = {}
        self._ended: set[asyncio.Task[object]] = set()

    @property
    def running(self) -> int:
        """How many run here."""
        return len(self._running)

    @contextmanager
    def generation(self, caller: Caller, route: Route, request: Request) -> Iterator[Generation]:
        """One answer, asked for by the current task. Raises ShuttingDown where no more calls are taken."""
        made = Generation(self._upstreams, self._ledger, caller, route, request, self._policy)
        with self._held(made):
            yield made

    @contextmanager
    def embedding(self, caller: Caller, route: Route, request: EmbeddingsRequest) -> Iterator[Embedding]:
        """As `generation`, of vectors."""
        made = Embedding(self._upstreams, self._ledger, caller, route, request, self._policy)
        with self._held(made):
            yield made

    @property
    def people(self) -> Set[int]:
        """On whose behalf they run."""
        return {made.person for made in self._running.values()}

    def end_for(self, person: int) -> None:
        """Stop the calls of a deactivated account: they raise Deactivated."""
        for task, made in tuple(self._running.items()):
            if made.person == person:
                self._ended.add(task)
                task.cancel()

    async def close(self) -> None:
        """Take no more calls, and mark the running ones interrupted."""
        self._closed = True
        for task, made in tuple(self._running.items()):
            made.cut_as = CompletionStatus.INTERRUPTED
            task.cancel()
        if self._running:
            await asyncio.wait(tuple(self._running), timeout=5.0)
        await cancellation.end(tuple(self._running))

    @contextmanager
    def _held(self, made: Generation | Embedding) -> Iterator[None]:
        if self._closed:
            raise ShuttingDown("The server is restarting. Ask again in a moment.")
        task = asyncio.current_task()
        assert task is not None
        self._running[task] = made
        try:
            yield
        except asyncio.CancelledError:
            if task in self._ended:
                raise Deactivated(
                    "Your account was deactivated while this was answered. Ask an admin."
                ) from None
            raise
        finally:
            del self._running[task]
            self._ended.discard(task)
