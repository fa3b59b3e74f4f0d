"""Writing the audit log."""

from chatapp.accounts.models import AuditEntry, User


def record(actor: User | None, action: str, target: str = "", **detail: object) -> AuditEntry:
    """One row: who (None: the server itself) did what (`noun.verb`) to what, and JSON that says more."""
    return AuditEntry.objects.create(
        actor=actor,
        actor_email=actor.email if actor else "",
        action=action,
        target=target[:254],
        detail=detail,
    )
