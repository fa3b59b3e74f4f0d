"""Inviting people, and becoming one of the team.

The callers have passed the door: `access` for the admin's verbs, the token for `accept`.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from chatapp.accounts import audit
from chatapp.accounts.errors import AlreadyInvited, NotFound
from chatapp.accounts.models import Invitation, Role, User


def invite(admin: User, email: str, name: str, role: Role) -> tuple[Invitation, str]:
    """The invitation and its token, which is shown once. `AlreadyInvited` says why there cannot be one."""
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise AlreadyInvited("This address has an account already.")
    invitation = Invitation(email=email, name=name, role=role, invited_by=admin)
    token = invitation.new_token()
    try:
        with transaction.atomic():
            invitation.save()
            audit.record(admin, "invitation.created", email, role=role.value)
    except IntegrityError as error:
        raise AlreadyInvited("This address is invited already: make a new link in the list below.") from error
    return invitation, token


def renew(admin: User, invitation: Invitation) -> str:
    """A new token for seven more days; the old link is dead. `NotFound` when it was accepted meanwhile."""
    with transaction.atomic():
        invitation = _lock(Invitation.objects.pending().filter(pk=invitation.pk))
        token = invitation.new_token()
        invitation.save(update_fields=["token_hash", "expires_at"])
        audit.record(admin, "invitation.renewed", invitation.email)
    return token


def revoke(admin: User, invitation: Invitation) -> None:
    """`NotFound` when it was accepted in the meantime."""
    with transaction.atomic():
        invitation = _lock(Invitation.objects.pending().filter(pk=invitation.pk))
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        audit.record(admin, "invitation.revoked", invitation.email)


def accept(token: str, name: str, password: str) -> User:
    """The new account. `NotFound` when the token opens nothing: unknown, used, revoked, expired."""
    try:
        with transaction.atomic():
            invitation = _lock(Invitation.objects.open().with_token(token))
            user = User.objects.create_user(invitation.email, password, name=name, role=invitation.role)
            _close(invitation, user, timezone.now())
            return user
    except IntegrityError as error:
        raise NotFound from error


def _close(invitation: Invitation, user: User, now: datetime) -> None:
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(user, "invitation.accepted", user.email, role=user.role)


def _lock(invitations: QuerySet[Invitation]) -> Invitation:
    """A second request waits here, and then finds the invitation closed."""
    invitation = invitations.select_for_update().first()
    if invitation is None:
        raise NotFound
    return invitation
