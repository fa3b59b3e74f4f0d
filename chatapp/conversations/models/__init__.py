"""Rows: conversations, messages, turns and their events, tool calls, entries of the search."""

from .conversation import Conversation, TitleSource
from .message import Message, MessageRole
from .search_entry import SearchEntry
from .tool_call import ToolCall, ToolCallStatus
from .turn import Runner, Turn, TurnEvent, TurnStatus

__all__ = [
    "Conversation",
    "Message",
    "MessageRole",
    "Runner",
    "SearchEntry",
    "TitleSource",
    "ToolCall",
    "ToolCallStatus",
    "Turn",
    "TurnEvent",
    "TurnStatus",
]
