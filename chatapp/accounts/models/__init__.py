"""Rows: users, groups, invitations, API keys, the audit log, admins' leave to read."""

from chatapp.accounts.models.api_key import ApiKey, ApiKeyState
from chatapp.accounts.models.audit_entry import AuditEntry
from chatapp.accounts.models.content_access import ContentAccess
from chatapp.accounts.models.group import Group
from chatapp.accounts.models.invitation import Invitation, InvitationState
from chatapp.accounts.models.user import Role, User

__all__ = [
    "ApiKey",
    "ApiKeyState",
    "AuditEntry",
    "ContentAccess",
    "Group",
    "Invitation",
    "InvitationState",
    "Role",
    "User",
]
