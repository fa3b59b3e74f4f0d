"""The tables of procrastinate."""

from procrastinate.contrib.django.apps import ProcrastinateConfig


class QueueTables(ProcrastinateConfig):
    """Of procrastinate's own app the tables only: `queue` is ours."""

    def ready(self) -> None:
        pass
