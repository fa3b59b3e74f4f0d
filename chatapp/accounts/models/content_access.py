"""An admin's leave to read what a person wrote, for an hour."""

from django.db import models
from django.utils import timezone

from chatapp.accounts.models.user import User


class ContentAccess(models.Model):
    """Never changed but by `seen_at`: since then the owner knows."""

    LONGEST_REASON = 300

    admin = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    admin_email = models.CharField(max_length=254)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    reason = models.CharField(max_length=LONGEST_REASON)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-at"], name="content_access_of_owner")]

    def __str__(self) -> str:
        return f"{self.admin_email} reads {self.owner_id} until {self.until}"
