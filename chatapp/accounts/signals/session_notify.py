"""A notification to every process when a user's sessions change: it closes the sockets of those that ended.

The payload is the user's id. `live` listens and asks `sessions.holder` again for each of their sockets.
"""

from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest

from chatapp.accounts import sessions
from chatapp.accounts.models import User

CHANNEL: Final = "chatapp_people"

# Which of these people may be here.
ACTIVE: Final = "SELECT id FROM accounts_user WHERE id = ANY(%(people)s::bigint[]) AND is_active"


def announce(user_id: int) -> None:
    """Sent when the transaction around it commits: its listeners see what changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(user_id)])


def on_session_deleted(sender: type[Session], instance: Session, **kwargs: Any) -> None:
    """Every log out ends here, wherever it came from: Django deletes the row inside a transaction."""
    user_id = instance.get_decoded().get(SESSION_KEY)
    if user_id:
        announce(int(user_id))


def on_user_saved(
    sender: type[User], instance: User, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    """A new password or a deactivation ends sessions without deleting their rows."""
    if update_fields is None or update_fields & {"password", "is_active", "role"}:
        announce(instance.pk)


def on_password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A new password logs out everywhere else: their sessions count no more, and go."""
    sessions.end_all(user, keep=request.session.session_key)


def on_password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.end_all(user)
