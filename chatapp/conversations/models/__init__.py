"""Rows: conversations, folders, messages, turns and their events, tool calls, entries of the search."""

from .conversation import Conversation, TitleSource
from .folder import Folder
from .message import Message, MessageRole
from .search_entry import SearchEntry
from .tool_call import ToolCall, ToolCallStatus
from .turn import Runner, Turn, TurnEvent, TurnStatus

__all__ = [
    "Conversation",
    "Folder",
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
