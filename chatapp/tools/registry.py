"""The tools that a model may call, by name.

A call always has a result: an error is one that the model can read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from chatapp.tools import arguments
from chatapp.tools.base import Tool, ToolContext, ToolError, ToolResult
from chatapp.tools.documents import ListDocuments, ReadDocument
from chatapp.tools.knowledge import SearchKnowledge
from chatapp.wire.json.jsontext import dumps
from chatapp.wire.types.tools import Tool as Definition

__all__ = ["KNOWLEDGE_TOOLS", "Registry", "built_in_registry"]

KNOWLEDGE_TOOLS = (SearchKnowledge.name, ReadDocument.name, ListDocuments.name)
"""What an assistant that reads documents calls."""

_log = logging.getLogger(__name__)


class Registry:
    def __init__(self, tools: Iterable[Tool], *, timeout: float = 30.0) -> None:
        """`timeout`: seconds that one call may take."""
        self._tools = {tool.name: tool for tool in tools}
        self._timeout = timeout

    @property
    def names(self) -> list[str]:
        return list(self._tools)

    @property
    def lines(self) -> dict[str, dict[str, str]]:
        """The fields of each tool's line in the chat, by the tool's name."""
        return {name: asdict(tool.line) for name, tool in self._tools.items()}

    def definitions(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """The tools of these names as a request's `tools`; names that we do not have are left out."""
        tools = [self._tools[name] for name in dict.fromkeys(names) if name in self._tools]
        return [dict(Definition.function(tool.name, tool.description, tool.parameters).raw) for tool in tools]

    async def call(self, name: str, arguments_text: str, context: ToolContext) -> ToolResult:
        """Raises nothing but the task's own cancellation."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._tool(name).call(arguments.parse(arguments_text), context)
        except ToolError as error:
            return _failure(str(error))
        except TimeoutError:
            return _failure(f"The tool did not answer within {self._timeout:g} seconds.")
        except Exception:
            _log.exception("The tool %s failed.", name)
            return _failure("The tool failed. Answer without it.")

    def _tool(self, name: str) -> Tool:
        if name not in self._tools:
            raise ToolError(f"There is no tool “{name}”. The tools are: {', '.join(self._tools) or 'none'}.")
        return self._tools[name]


def built_in_registry() -> Registry:
    """The tools that are a part of the product."""
    return Registry([SearchKnowledge(), ReadDocument(), ListDocuments()])


def _failure(message: str) -> ToolResult:
    return ToolResult(dumps({"error": message}).decode(), failed=True)
