"""Chunks to the completion that the same answer is without `stream`."""

from collections.abc import Mapping

from chatapp.wire.changes import (
    AnnotationsDelta,
    AudioDelta,
    Change,
    ContentDelta,
    Finished,
    FunctionCallDelta,
    ReasoningDelta,
    RefusalDelta,
    ToolCallDelta,
    UsageDelta,
)
from chatapp.wire.chunk import Chunk
from chatapp.wire.completion import Completion
from chatapp.wire.replay import completion_to_chunks
from chatapp.wire.usage import Usage

__all__ = [
    "Accumulator",
    "AnnotationsDelta",
    "AudioDelta",
    "Change",
    "ContentDelta",
    "Finished",
    "FunctionCallDelta",
    "ReasoningDelta",
    "RefusalDelta",
    "ToolCallDelta",
    "UsageDelta",
    "completion_to_chunks",
]


class Accumulator:
    """Gathers one answer, field by field: `feed` every chunk, `close` at the end, `completion` at any time."""

    def feed(self, chunk: Chunk) -> list[Change]:
        """What became new. Half a surrogate pair and a `{}` that may be a placeholder are held back."""
        raise NotImplementedError

    def close(self) -> list[Change]:
        """What was held back and will not be completed any more."""
        raise NotImplementedError

    def completion(self) -> Completion:
        """The answer so far."""
        raise NotImplementedError

    @property
    def usage(self) -> Usage | None:
        raise NotImplementedError

    @property
    def finish_reasons(self) -> Mapping[int, str]:
        raise NotImplementedError

    @property
    def finished(self) -> bool:
        """Has every choice that was seen a finish reason?"""
        raise NotImplementedError

    @property
    def id(self) -> str:
        raise NotImplementedError

    @property
    def model(self) -> str:
        raise NotImplementedError

    @property
    def service_tier(self) -> str | None:
        raise NotImplementedError

    @property
    def system_fingerprint(self) -> str | None:
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The content of choice 0 so far."""
        raise NotImplementedError

    @property
    def reasoning(self) -> str:
        """The reasoning of choice 0 so far."""
        raise NotImplementedError

    @property
    def seen(self) -> bool:
        """Did anything of an answer arrive?"""
        raise NotImplementedError
