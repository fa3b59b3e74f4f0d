"""`manage.py backup FILE`: the whole database in one file, while the server runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from chatapp.web.backup import BackupError, back_up


class Command(BaseCommand):
    help = "Write the whole database into a new file. Servers may run meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; it must not exist yet")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            size = back_up(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        key = settings.DATA_DIR / "secret_key" if settings.SECRET_KEY_GENERATED else "SECRET_KEY"
        self.stdout.write(
            f"{file} holds the whole database ({filesizeformat(size)}). The providers' keys in it are encrypted: "
            f"keep the secret key ({key}) as well, in another place."
        )
