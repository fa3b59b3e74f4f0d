"""What people do to their own account, written to the audit log as Django and allauth report it.

Of sessions with the network address that they were asked for from.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from chatapp.accounts import audit
from chatapp.accounts.models import User


def on_logged_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record(user, "session.started", user.email, address=_address(request))


def on_login_failed(
    sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Who was meant, if anybody is: what else was typed may be a password in the wrong field."""
    typed = str(credentials.get("email") or "").strip().lower()
    known = "\0" not in typed and User.objects.filter(email=typed).exists()
    audit.record(None, "session.refused", typed if known else "", address=_address(request))


def on_logged_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record(user, "session.ended", user.email, address=_address(request))


def on_password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record(user, "password.changed", user.email)


def on_password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record(user, "password.reset", user.email)


def _address(request: HttpRequest | None) -> str:
    """As allauth counts it for its limits: behind `TRUST_PROXY` the one that the proxy saw."""
    if request is None:
        return ""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        # A request that came over no network, as through a Unix socket, has none.
        return ""
