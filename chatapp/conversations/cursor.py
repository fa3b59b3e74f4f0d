"""A place in a list that is ordered by a moment and an id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Cursor:
    """The last row that was looked at. As text: the moment in ISO 8601, a tilde, the id."""

    at: datetime
    id: UUID

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Raises ValueError."""
        moment, _, id = text.partition("~")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("A cursor's moment has a time zone.")
        return cls(at, UUID(id))

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"
