"""Chunks of a streamed answer."""

from dataclasses import dataclass

from chatapp.wire.types.heads import AnswerHead, ChoiceHead

__all__ = ["Chunk", "LargeChunk"]


@dataclass(frozen=True, slots=True)
class Chunk(AnswerHead):
    """One `chat.completion.chunk`."""

    @property
    def choices(self) -> tuple[ChoiceHead, ...]:
        return self._views("choices", ChoiceHead)


class LargeChunk(Chunk):
    """One that may hold more than an answer has room for."""

    __slots__ = ()
