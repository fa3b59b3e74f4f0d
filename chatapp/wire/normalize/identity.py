"""How an answer of ours looks to its caller, whatever provider gave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2s

__all__ = ["Identity"]


@dataclass(frozen=True, slots=True)
class Identity:
    """`id` replaces the provider's; `created` (Unix seconds) and `model` stand in where it sends none.

    `provider` and `metadata` are sent as they are, as extra fields.
    """

    id: str
    created: int
    model: str
    provider: str
    metadata: Mapping[str, str]

    def id_of_part(self, prefix: str, choice: int, index: int = 0) -> str:
        """An id for a part of the answer that came without one: the same one each time it is asked for."""
        place = f"{self.id}/{choice}/{index}".encode()
        return f"{prefix}_{blake2s(place, digest_size=12).hexdigest()}"
