"""Rows: users, invitations, the audit log."""

from chatapp.accounts.models.audit_entry import AuditEntry
from chatapp.accounts.models.invitation import Invitation, InvitationState
from chatapp.accounts.models.user import Role, User

__all__ = ["AuditEntry", "Invitation", "InvitationState", "Role", "User"]
