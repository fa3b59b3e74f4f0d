"""`manage.py correctusage`: change the cost of a call by a correction."""

from __future__ import annotations

from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chatapp.accounts.errors import NotFound
from chatapp.completions.public_id import key_of
from chatapp.usage.amounts import dollars
from chatapp.usage.corrections import correct
from chatapp.usage.models import MeteredCall


class Command(BaseCommand):
    help = "Add to the cost of a call: manage.py correctusage chatcmpl-… --add=-0.25 --reason 'refunded'"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("completion", help="the ID of its completion")
        parser.add_argument("--add", required=True, help="US dollars; less is written as --add=-0.25")
        parser.add_argument("--reason", required=True, help="kept with the correction")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            call = MeteredCall.objects.get(completion_id=key_of(options["completion"]))
        except (NotFound, MeteredCall.DoesNotExist) as error:
            raise CommandError(f"The ledger has no call {options['completion']}.") from error
        try:
            correct(None, call, Decimal(options["add"]), options["reason"])
        except (ValueError, InvalidOperation) as error:
            words = (
                str(error)
                if isinstance(error, ValueError)
                else "Write --add as a number, for example --add=-0.25."
            )
            raise CommandError(words) from error
        call.refresh_from_db()
        self.stdout.write(f"The call costs {dollars(call.cost)} now.")
