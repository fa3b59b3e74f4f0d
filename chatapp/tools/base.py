"""What a tool is: a name, a description and parameters for the model, and one call.

Errors:

ToolError    the error as the model reads it, a sentence that it can act on
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from psycopg_pool import AsyncConnectionPool

from chatapp.tools.citations import Citation

__all__ = ["Tool", "ToolContext", "ToolError", "ToolLine", "ToolResult"]


class ToolError(Exception):
    """The call cannot be done as it was asked; the message goes to the model."""


@dataclass(frozen=True, slots=True)
class ToolContext:
    """For whom and where a tool is called.

    `collections`: what the assistant keeps to, of what the person may read; None where it keeps to none.
    `files`: the collections of the files in the chat that the person may see.
    `first_number`: the number of the first passage that this call finds; a turn counts them through all its calls.
    """

    connection_pool: AsyncConnectionPool
    user_id: int
    collections: Sequence[int] | None = None
    files: Sequence[int] = ()
    first_number: int = 1


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a call gave: `content` for the model (JSON), `passages` to cite.

    `good`: of a search, whether what it found is likely to answer; None of any other call.
    """

    content: str
    passages: Sequence[Citation] = ()
    failed: bool = False
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class ToolLine:
    """The line of a call in the chat. `icon`: of templates/_icons.svg; `detail`: the argument that is quoted."""

    icon: str
    doing: str
    did: str
    detail: str


class Tool(Protocol):
    """`parameters` is a JSON schema of an object: the arguments that the model writes."""

    @property
    def line(self) -> ToolLine: ...

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def parameters(self) -> Mapping[str, Any]: ...

    async def call(self, arguments: Mapping[str, Any], context: ToolContext) -> ToolResult:
        """Raises ToolError for arguments that do not do."""
        ...
