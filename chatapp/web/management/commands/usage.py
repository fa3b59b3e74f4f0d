"""`manage.py usage`: who spent what in a month, as CSV."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chatapp.usage.sums.csv_text import csv_text
from chatapp.usage.sums.dimensions import dimension
from chatapp.usage.sums.errors import NotUnderstood
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import Totals, grouped

_MOST = 1_000_000


class Command(BaseCommand):
    help = "Print what was used in a month, as CSV: manage.py usage --month 2026-10 --by person --by model"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", required=True, help="for example 2026-10")
        parser.add_argument(
            "--by",
            action="append",
            default=[],
            help="person, model, day, ... or label:KEY; may be given again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            by = [dimension(name) for name in options["by"] or ["person"]]
            selection = Selection(Period.read_month(options["month"]))
        except NotUnderstood as error:
            raise CommandError(str(error)) from error
        names = [*(each.name for each in by), *Totals._fields]
        rows = ((*values, *totals) for values, totals in grouped(selection, *by, most=_MOST).items())
        self.stdout.write(csv_text([names, *rows]), ending="")
