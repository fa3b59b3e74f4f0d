"""`manage.py createsuperuser`: Django's, which without a person at the keyboard takes any password."""

import os
from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from chatapp.accounts.models import User


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if not options["interactive"]:
            _check(options["email"] or os.environ.get("DJANGO_SUPERUSER_EMAIL", ""))
        super().handle(*args, **options)


def _check(email: str) -> None:
    if not email:
        raise CommandError(
            "Whose account is it? Set DJANGO_SUPERUSER_EMAIL to their address, or use --email."
        )
    password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
    try:
        if password is not None:
            validate_password(password, User(email=email))
    except ValidationError as error:
        raise CommandError(f"DJANGO_SUPERUSER_PASSWORD is refused. {' '.join(error.messages)}") from error
