"""What admins do with the people of the team, and people with their own account. The callers have passed the door."""

from django.http import HttpRequest

from chatapp.accounts import admins, audit, links, sessions
from chatapp.accounts.errors import LastAdmin, Yourself
from chatapp.accounts.models import Role, User


def change_role(admin: User, person: User, role: Role) -> None:
    """`LastAdmin` when nobody would be left who can manage people."""
    with admins.locked():
        person.refresh_from_db()
        if role != Role.ADMIN:
            _keep_an_admin(person)
        before, person.role = person.role, role
        person.save(update_fields=["role"])
        audit.record(admin, "person.role_changed", person.email, before=before, after=role.value)


def deactivate(admin: User, person: User) -> None:
    """Closes their sessions and sockets too. Not oneself (`Yourself`): so an admin always stays."""
    if person.pk == admin.pk:
        raise Yourself
    with admins.locked():
        person.refresh_from_db()
        _keep_an_admin(person)
        person.is_active = False
        person.save(update_fields=["is_active"])
        sessions.end_all(person)
        audit.record(admin, "person.deactivated", person.email)


def reactivate(admin: User, person: User) -> None:
    with admins.locked():
        person.refresh_from_db()
        person.is_active = True
        person.save(update_fields=["is_active"])
        audit.record(admin, "person.reactivated", person.email)


def log_out(actor: User, person: User, keep: str | None) -> None:
    """Ends all sessions of the person but the one with the key `keep`."""
    ended = sessions.end_all(person, keep=keep)
    audit.record(actor, "person.logged_out", person.email, sessions=ended)


def end_session(person: User, session_id: int) -> None:
    """One of their own; `NotFound` when it is not, or has ended."""
    sessions.one(person, session_id).end()
    audit.record(person, "session.ended", person.email)


def reset_link(admin: User, person: User, request: HttpRequest) -> str:
    """A one-time link to a new password, to hand over."""
    audit.record(admin, "person.reset_link_made", person.email)
    return links.reset_for(request, person)


def rename(person: User, name: str) -> None:
    person.name = name
    person.save(update_fields=["name"])
    audit.record(person, "person.renamed", person.email)


def _keep_an_admin(person: User) -> None:
    if person.is_admin and not User.objects.admins().exclude(pk=person.pk).exists():
        raise LastAdmin
