"""A person of the team, and what their role lets them do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Role(models.TextChoices):
    MEMBER = "member", "Member"
    REVIEWER = "reviewer", "Reviewer"
    ADMIN = "admin", "Admin"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("A user needs an email address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{**fields, "role": Role.ADMIN})

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())

    def admins(self) -> models.QuerySet[User]:
        return self.filter(role=Role.ADMIN, is_active=True)


class User(AbstractBaseUser):
    """The email address, in lower case, is the login; the role alone says what they may see and change."""

    email = models.EmailField(
        max_length=254, unique=True, error_messages={"unique": "This address has an account."}
    )
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    # Is there a `ContentAccess` that this person has not seen? The chat page asks no table for it.
    content_notice = models.BooleanField(default=False, db_default=False, editable=False)
    is_active = models.BooleanField("active", default=True)
    date_joined = models.DateTimeField("joined", default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower")
        ]

    @property
    def first_name(self) -> str:
        """How a page greets them; empty where no name is known."""
        return self.name.split()[0] if self.name.strip() else ""

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The admin's theme asks this, and the next."""
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    @property
    def is_admin(self) -> bool:
        return self.is_active and self.role == Role.ADMIN

    @property
    def is_reviewer(self) -> bool:
        return self.is_active and self.role in (Role.REVIEWER, Role.ADMIN)

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this: reviewers may look, admins may change."""
        return self.is_reviewer

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's admin asks this too, with `app.verb_model`."""
        return self.is_admin or (self.is_reviewer and perm.partition(".")[2].startswith("view_"))

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_reviewer
