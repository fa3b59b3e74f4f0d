"""`manage.py importprices`: prices of the models that have none, from the public list."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chatapp.accounts.audit import record
from chatapp.providers.models import Model
from chatapp.providers.prices.importing import ListUnreadable, import_prices


class Command(BaseCommand):
    help = "Price all models by the public list that is installed. What an admin entered stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_prices(Model.objects.all())
        except ListUnreadable as error:
            raise CommandError(str(error)) from error
        record(None, "prices.imported", done.source, priced=done.priced)
        self.stdout.write("\n".join(done.sentences()))
