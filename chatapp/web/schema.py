"""Whether the tables are those of this version: what they miss, and what they have from a newer one."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


def missing() -> int:
    """How many migrations the tables are behind."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_newer() -> None:
    """Raises ImproperlyConfigured where a newer version has changed the tables: this one would not know how to
    write into them."""
    loader = MigrationLoader(connection)
    known = {app for app, _ in loader.disk_migrations}
    newer = sorted(
        key for key in set(loader.applied_migrations) - set(loader.disk_migrations) if key[0] in known
    )
    if newer:
        names = ", ".join(f"{app} {name}" for app, name in newer)
        raise ImproperlyConfigured(
            f"This database was made by a newer version of the server ({names}): update the server, or restore "
            "a backup that was made before."
        )
