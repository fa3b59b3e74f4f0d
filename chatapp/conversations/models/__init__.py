"""Rows: feedback, conversations, folders, messages, turns, their events, tool calls, attachments, search entries."""

from .attachment import Attachment
from .conversation import Conversation, TitleSource
from .feedback import Feedback, Reason, Verdict
from .folder import Folder
from .message import Message, MessageRole
from .message_logprobs import MessageLogprobs
from .search_entry import SearchEntry
from .tool_call import ToolCall, ToolCallStatus
from .turn import Runner, Turn, TurnEvent, TurnStatus

__all__ = [
    "Attachment",
    "Conversation",
    "Feedback",
    "Folder",
    "Message",
    "MessageLogprobs",
    "MessageRole",
    "Reason",
    "Runner",
    "SearchEntry",
    "TitleSource",
    "ToolCall",
    "ToolCallStatus",
    "Turn",
    "TurnEvent",
    "TurnStatus",
    "Verdict",
]
