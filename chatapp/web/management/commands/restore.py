"""`manage.py restore FILE`: fill an empty database from a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chatapp.providers.credentials import lost
from chatapp.web.backup import BackupError, restore
from chatapp.web.boot import preconditions, schema


class Command(BaseCommand):
    help = "Fill an empty database from a file of manage.py backup. Nothing is ever overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that manage.py backup wrote")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        preconditions.require_database(self.stdout.write)
        try:
            restore(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The database holds what was in {file}.")
        if schema.missing():
            self.stdout.write("It is of an older version: the next start of the server brings it up to date.")
        if names := lost():
            self.stdout.write(
                f"The keys of {', '.join(names)} were encrypted with another secret key: start the server with "
                "that SECRET_KEY, or enter these keys again."
            )
