"""A person's sessions: which browsers are logged in, and which of them still count.

The rows are allauth's (`UserSession`, one per Django session, with address and browser).
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Final, Protocol, cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import User

# What a session says whose cookie has the prefix.
PREFIXED = "prefixed"


# Which of these sessions have ended, by time or otherwise.
OVER: Final = """
    SELECT key FROM unnest(%(keys)b::text[]) AS held (key) WHERE NOT EXISTS (
        SELECT FROM django_session WHERE session_key = held.key AND expire_date > now()
    )
"""


class _SessionEngine(Protocol):
    SessionStore: type[SessionBase]


def open_sessions(user: User) -> list[UserSession]:
    """The newest first, in one query: allauth's own list loads each session."""
    return list(_alive().filter(user=user).order_by("-created_at", "-pk"))


def one(user: User, session_id: int) -> UserSession:
    """`NotFound` when it is not this user's, or has ended."""
    found = UserSession.objects.filter(user=user, pk=session_id).first()
    if found is None:
        raise NotFound
    return found


def end_all(user: User, keep: str | None = None) -> int:
    """Logs the user out everywhere, but in the session whose key is `keep`. How many that were."""
    ended = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    for session in ended:
        session.end()
    return len(ended)


def clear_expired() -> int:
    """Removes the sessions whose time is over, and what was noted of them. How many that were."""
    cleared, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(pk__in=_alive().values("pk")).delete()
    return cleared


def of_cookies(cookies: Mapping[str, str]) -> str | None:
    """The key of the session that a browser sends."""
    if key := cookies.get(settings.SESSION_COOKIE_NAME):
        return key
    earlier = cookies.get(settings.SESSION_COOKIE_NAME.removeprefix(settings.HOST_PREFIX))
    return earlier if earlier and _is_earlier(earlier) else None


def _is_earlier(key: str) -> bool:
    """Was the session begun before cookies had a prefix? A later one under that name was planted by a neighbour."""
    values = _store(key).load()
    return SESSION_KEY in values and PREFIXED not in values


def holder(session_key: str) -> User | None:
    """Whose session this is now; None once it ended, or the password changed, or the person was deactivated.

    Reads only: Django's `get_user` would delete a stale session, or give it a new key that no cookie knows.
    """
    values = _store(session_key).load()
    if BACKEND_SESSION_KEY not in values or SESSION_KEY not in values:
        return None
    user = User.objects.filter(pk=values[SESSION_KEY], is_active=True).first()
    return user if user and _is_hash_of(user, values.get(HASH_SESSION_KEY, "")) else None


def _store(session_key: str) -> SessionBase:
    return cast(_SessionEngine, import_module(settings.SESSION_ENGINE)).SessionStore(session_key)


def _alive() -> QuerySet[UserSession]:
    session = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    return cast(QuerySet[UserSession], UserSession.objects.filter(Exists(session)))


def _is_hash_of(user: User, value: str) -> bool:
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(value, known) for known in hashes)
