"""A key with which a person's scripts call the API."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from chatapp.accounts.models.user import User


class ApiKeyState(models.TextChoices):
    ACTIVE = "active", "Active"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"


class ApiKey(models.Model):
    """Only a digest of the key is kept, and its beginning, by which people tell their keys apart."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=20, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    read_only = models.BooleanField(default=False)
    requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)]
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    # The minute that `requests_per_minute` counts in, from its first request on.
    minute_began_at = models.DateTimeField(null=True, editable=False)
    minute_requests = models.PositiveIntegerField(default=0, editable=False)
    # Names as the API knows them, as text: models come and go. Empty: all.
    allowed_models = ArrayField(models.CharField(max_length=250), default=list, blank=True)

    class Meta:
        verbose_name = "API key"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def state(self) -> ApiKeyState:
        if self.revoked_at:
            return ApiKeyState.REVOKED
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return ApiKeyState.EXPIRED if expired else ApiKeyState.ACTIVE

    @property
    def bounds(self) -> list[str]:
        """The models and the pace that the key is bound to, in words; empty where it is bound to none."""
        found = [f"only {', '.join(self.allowed_models)}"] if self.allowed_models else []
        if self.requests_per_minute:
            noun = "request" if self.requests_per_minute == 1 else "requests"
            found.append(f"{self.requests_per_minute:,} {noun} per minute")
        return found
