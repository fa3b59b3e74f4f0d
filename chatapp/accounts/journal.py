"""What people do to their own account, written to the audit log as Django and allauth report it."""

from typing import Any

from django.http import HttpRequest

from chatapp.accounts import audit
from chatapp.accounts.models import User


def on_logged_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record(user, "session.started", user.email)


def on_logged_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record(user, "session.ended", user.email)


def on_password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record(user, "password.changed", user.email)


def on_password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record(user, "password.reset", user.email)
