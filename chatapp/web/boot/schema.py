"""Whether the tables are those of this version: what they miss, and what they have from a newer one."""

from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def missing() -> int:
    """How many migrations the tables are behind."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_newer() -> None:
    """Raises ImproperlyConfigured where a newer version has changed the tables: this one would not know how to
    write into them."""
    if newer := unknown(MigrationRecorder(connection).applied_migrations()):
        raise ImproperlyConfigured(
            f"This database was made by a newer version of the server ({newer}): update the server, or restore "
            "a backup that was made before."
        )


def unknown(applied: Iterable[tuple[str, str]]) -> str:
    """Those of the applied migrations that this version does not have, in words."""
    known = set(MigrationLoader(None).disk_migrations)
    apps = {app for app, _ in known}
    return ", ".join(f"{app} {name}" for app, name in sorted(set(applied) - known) if app in apps)
