"""People, invitations, API keys and the audit log in the admin."""

from chatapp.accounts.admin.api_key import ApiKeyPage
from chatapp.accounts.admin.audit_entry import AuditEntryAdmin
from chatapp.accounts.admin.invitation import InvitationAdmin
from chatapp.accounts.admin.person import UserAdmin

__all__ = ["ApiKeyPage", "AuditEntryAdmin", "InvitationAdmin", "UserAdmin"]
