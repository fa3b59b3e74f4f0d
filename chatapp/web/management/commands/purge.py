"""`manage.py purge`: what the server does every hour, now."""

from typing import Any

from django.core.management.base import BaseCommand

from chatapp.web.server.housekeeping import remove_what_is_over


class Command(BaseCommand):
    help = (
        "Remove for good the chats deleted more than PURGE_DAYS ago, expired sessions, and what servers left."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(remove_what_is_over()))
