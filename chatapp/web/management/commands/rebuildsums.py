"""`manage.py rebuildsums`: the daily sums of the ledger, made anew."""

from typing import Any

from django.core.management.base import BaseCommand

from chatapp.usage.sums.folding import rebuild
from chatapp.usage.sums.speed_folding import rebuild_speed


class Command(BaseCommand):
    help = (
        "Fold the whole ledger into days anew, for example in another TIME_ZONE. The ledger stays as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild_speed()
        self.stdout.write(f"Folded into days: {rebuild()} rows of the ledger")
