"""An invitation, from its link to the account that it became."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from chatapp.accounts.crypto import tokens
from chatapp.accounts.models.user import Role, User

LIFETIME: Final = timedelta(days=7)


class InvitationState(models.TextChoices):
    OPEN = "open", "Open"
    EXPIRED = "expired", "Expired"
    ACCEPTED = "accepted", "Accepted"
    REVOKED = "revoked", "Revoked"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> InvitationQuerySet:
        """Neither accepted nor revoked; an expired one is pending still: a new link opens it again."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self) -> InvitationQuerySet:
        return self.pending().filter(expires_at__gt=timezone.now())

    def with_token(self, token: str) -> InvitationQuerySet:
        return self.filter(token_hash=tokens.digest(token))


class Invitation(models.Model):
    """A one-time link that lets one person make an account. Only a hash of its token is kept."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="invitations_accepted", editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="invitation_email_lower"),
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_email_pending_once",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.OPEN if self.expires_at > timezone.now() else InvitationState.EXPIRED

    @property
    def is_open(self) -> bool:
        return self.state == InvitationState.OPEN

    def new_token(self) -> str:
        """The only sight of a fresh token; the one before it opens nothing any more. Not saved yet."""
        token = tokens.new()
        self.token_hash = tokens.digest(token)
        self.expires_at = timezone.now() + LIFETIME
        return token
