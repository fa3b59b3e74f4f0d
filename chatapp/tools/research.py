"""What the tools found for one answer, and what the editors of the documents learn of it at its end."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin
from uuid import UUID

from psycopg import Error
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from chatapp.knowledge.gaps.recording import Outcome, record
from chatapp.knowledge.retrieval import address_of
from chatapp.tools.base import ToolContext, ToolResult
from chatapp.tools.citations import Citation, cited_numbers

__all__ = ["Research"]

NEAREST = 3
"""Passages whose collections learn of a question that they do not answer."""

_log = logging.getLogger(__name__)


class Research:
    """`passages`: all that may be cited, under addresses of `server` where it is given."""

    def __init__(
        self,
        pool: AsyncConnectionPool,
        user_id: int,
        collections: Sequence[int] | None,
        *,
        files: Sequence[int] = (),
        server: str = "",
    ) -> None:
        self.passages: list[Citation] = []
        self._pool = pool
        self._user_id = user_id
        self._collections = collections
        self._files = files
        self._server = server
        self._found: list[Citation] = []
        self._good: list[bool] = []

    def context(self) -> ToolContext:
        """Of the next call."""
        first = len(self.passages) + 1
        return ToolContext(
            self._pool, self._user_id, self._collections, files=self._files, first_number=first
        )

    def take(self, result: ToolResult) -> None:
        self._found += result.passages
        self.passages += [replace(one, url=urljoin(self._server, one.url)) for one in result.passages]
        if result.good is not None:
            self._good.append(result.good)

    async def record(self, answer: UUID | None, question: str, text: str) -> None:
        """`text`: of the whole answer to the question. What cannot be kept is logged: the answer is there."""
        if not self._good and not self._found:
            return
        try:
            async with self._pool.connection() as connection:
                await record(connection, self._outcome(answer, question, text))
        except (Error, PoolTimeout) as error:
            _log.warning("What an answer cites was not kept: %s", type(error).__name__)

    def _outcome(self, answer: UUID | None, question: str, text: str) -> Outcome:
        cited = cited_numbers(text)
        # Whoever asks beside a file asks about the file: that is nobody's but theirs.
        about_documents = bool(self._good) and not self._files
        used = {address_of(one.url) for one in self._found if one.number in cited}
        return Outcome(
            answer=answer,
            user_id=self._user_id,
            question=question,
            chosen=self._collections,
            nearest={address_of(one.url) for one in self._found[:NEAREST]},
            cited=used,
            weak=about_documents and not any(self._good),
            declined=about_documents and not used,
        )
