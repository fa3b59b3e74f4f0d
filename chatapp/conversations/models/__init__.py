"""Rows: conversations, messages, turns and their events, tool calls."""

from .conversation import Conversation, TitleSource
from .message import Message, MessageRole
from .tool_call import ToolCall, ToolCallStatus
from .turn import Runner, Turn, TurnEvent, TurnStatus

__all__ = [
    "Conversation",
    "Message",
    "MessageRole",
    "Runner",
    "TitleSource",
    "ToolCall",
    "ToolCallStatus",
    "Turn",
    "TurnEvent",
    "TurnStatus",
]
