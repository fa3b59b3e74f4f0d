"""`manage.py createapikey`: a key for a user's scripts, without a browser."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chatapp.accounts import keys
from chatapp.accounts.errors import Refused
from chatapp.accounts.models import User
from chatapp.providers.access import api_models
from chatapp.providers.names import shown

MOST_DAYS: Final = 36_500


class Command(BaseCommand):
    help = "Make an API key for a person and print it, alone on one line. It is shown only now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose key it is")
        parser.add_argument("--name", required=True, help="what the key is for, to tell keys apart")
        parser.add_argument(
            "--expires", type=int, metavar="DAYS", help="days until it opens nothing any more (never)"
        )
        parser.add_argument(
            "--model",
            action="append",
            default=[],
            metavar="NAME",
            help="only this model; may be repeated (all)",
        )
        parser.add_argument("--read-only", action="store_true", help="reads what is stored, asks no model")
        parser.add_argument("--rpm", type=int, metavar="N", help="requests per minute (no limit)")

    def handle(
        self,
        *args: Any,
        email: str,
        name: str,
        expires: int | None,
        model: list[str],
        read_only: bool,
        rpm: int | None,
        **options: Any,
    ) -> None:
        expires_at = _moment(expires)
        try:
            owner = _person(email)
            _check(model)
            _, text = keys.make(
                owner,
                name,
                expires_at=expires_at,
                allowed_models=model,
                read_only=read_only,
                requests_per_minute=rpm,
                actor=None,
            )
        except Refused as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(_sentence(error)) from error
        self.stdout.write(text)


def _person(email: str) -> User:
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist as error:
        raise CommandError(
            f"Nobody here has the address {email}. An admin invites people on the page People; "
            "`manage.py createsuperuser` makes an admin."
        ) from error


def _check(models: Sequence[str]) -> None:
    """A key that is limited to a name with a slip opens nothing, and its script would be the first to say so."""
    there = api_models()
    known = {name for model in there for name in (model.id, model.name, f"{model.owned_by}/{model.name}")}
    for name in models:
        if name not in known:
            near = get_close_matches(name, known, 3)
            hint = f"Did you mean {' or '.join(near)}?" if near else _where_names_stand(bool(there))
            raise CommandError(f"--model: no caller can use a model named “{shown(name)}” now. {hint}")


def _where_names_stand(some: bool) -> str:
    if some:
        return "The page “Use it from a script” lists the names."
    return "There is none yet: the first start of the server brings them."


def _moment(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise CommandError(f"--expires takes the number of days from now, 1 to {MOST_DAYS}.")
    return timezone.now() + timedelta(days=days)


def _sentence(error: ValidationError) -> str:
    options = {"name": "--name", "allowed_models": "--model", "requests_per_minute": "--rpm"}
    return " ".join(
        f"{options.get(field, field)}: {' '.join(messages)}" for field, messages in error.message_dict.items()
    )
