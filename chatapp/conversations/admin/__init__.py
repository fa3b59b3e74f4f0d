"""The admin's pages of conversations, read-only. Admins read what was said, and each reading is in the audit log."""

from .conversation import ConversationPage
from .message import MessagePage
from .tool_call import ToolCallPage
from .turn import TurnPage

__all__ = ["ConversationPage", "MessagePage", "ToolCallPage", "TurnPage"]
