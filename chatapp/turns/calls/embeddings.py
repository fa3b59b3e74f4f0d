"""The vectors of texts, whatever attempts it takes: metered like an answer."""

from __future__ import annotations

from datetime import UTC, datetime

from chatapp.upstream.answer import Embedded
from chatapp.wire.request.embeddings import EmbeddingsRequest
from chatapp.wire.types.chunk import Chunk

from .attempts import Attempts


class Embedding(Attempts[EmbeddingsRequest]):
    async def whole(self) -> Embedded:
        """The provider's answer. Raises UpstreamError when no attempt is left."""
        return await self.persist(self._at_once)

    async def _at_once(self) -> Embedded:
        async with self.attempted() as run:
            answered = await self.upstream.embed(self.request.with_(model=run.attempt.route.model.name))
            self.headers = answered.headers
            run.request_id = answered.request_id
            run.last = datetime.now(UTC)
            said = {name: answered.raw[name] for name in ("model", "usage") if name in answered.raw}
            run.answer.feed(Chunk(said))
            return answered
