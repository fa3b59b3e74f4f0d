"""A streamed answer of an assistant on its way out."""

from __future__ import annotations

from chatapp.turns.calls.attempt import Caller
from chatapp.turns.calls.attempts import Retrying
from chatapp.turns.calls.generation import Generation
from chatapp.turns.calls.result import identity
from chatapp.turns.calls.routing import Route
from chatapp.turns.engine.assistant_answer import AssistantAnswer
from chatapp.wire.normalize.stream import OutgoingStream
from chatapp.wire.request.chat import Request

from .relay import Relay


class AssistantRelay(Relay):
    """As one completion is relayed; while the assistant searches, the line is kept alive."""

    def __init__(self, caller: Caller, route: Route, request: Request, answer: AssistantAnswer) -> None:
        super().__init__(caller, route, request)
        self._answer = answer

    def begin(self, generation: Generation) -> None:
        """The next completion of the answer."""
        self._generation = generation

    async def retry(self, retrying: Retrying) -> None:
        """What the answer told before counts still."""

    async def _relay(self) -> None:
        await self._answer.stream(self)
        out = self._out or self._outgoing(self._generation)
        rest = out.close(self._answer.usage)
        await self._write(bytes(self._unsent + rest), self._generation, more=False)

    def _outgoing(self, generation: Generation) -> OutgoingStream:
        options = self._call[2].stream_options
        return OutgoingStream(
            self._answer.answer,
            identity(self._answer.rounds[0].attempt),
            include_usage=options.include_usage,
            obfuscation=options.include_obfuscation,
            live_annotations=True,
        )
