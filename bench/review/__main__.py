"""The pages of the review and the lists of the admin beside a year of calls: `python -m bench.review`.

Makes a database of its own, fills it, and drops it. With `TEST_DATABASE_URL` and `--keep` the database stays for the
next run. Ends with 1 where a page takes longer than it may.
"""

from __future__ import annotations

import argparse
import importlib
import os

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.review", description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5, help="that each page is asked for")
    parser.add_argument("--only", default="", help="pages whose address contains this")
    parser.add_argument("--keep", action="store_true", help="use the database that is there, and keep it")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "chatapp.settings"
    importlib.import_module("tests.database")
    django.setup()
    from django.db import connection

    name = connection.creation.create_test_db(
        verbosity=0, serialize=False, autoclobber=not options.keep, keepdb=options.keep
    )
    try:
        slow = _report(options.calls, options.times, options.only)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0, keepdb=options.keep)
    if slow:
        raise SystemExit(f"Longer than they may: {len(slow)} pages.")


def _report(calls: int, times: int, only: str) -> list[str]:
    from django.test import Client

    from bench.review import pages, rows
    from chatapp.accounts.models import Role, User
    from chatapp.usage.models import UsageRecord

    if not UsageRecord.objects.exists():
        rows.fill(calls)
    rows.fold_all()
    known = {"pk": rows.PEOPLE + 1, "role": Role.ADMIN}
    admin, _ = User.objects.get_or_create(email="admin@example.com", defaults=known)
    client = Client(headers={"host": "localhost"})
    client.force_login(admin)
    return pages.report(client, [page for page in pages.PAGES if only in page.address], times)


if __name__ == "__main__":
    main()
