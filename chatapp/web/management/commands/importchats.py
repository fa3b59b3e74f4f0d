"""`manage.py importchats`: the imports that wait, beside a server."""

import os
import resource
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand

from chatapp.exchange.imports.work import work

# Bytes. The largest chat that an import takes fits; a text of hundreds of megabytes does not.
_MEMORY = 2 << 30


class Command(BaseCommand):
    help = "Take in the files of chats that people gave, until none waits. The server starts this by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        # Those who wait for an answer go first.
        os.nice(10)
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, most))
        self.stdout.write(f"Imports done: {work()}")
