"""A whole answer as the stream that it would have been."""

from chatapp.wire.chunk import Chunk
from chatapp.wire.completion import Completion

__all__ = ["completion_to_chunks"]


def completion_to_chunks(completion: Completion) -> list[Chunk]:
    """For a provider that ignores `stream`: accumulated, the chunks give `completion` again."""
    raise NotImplementedError
