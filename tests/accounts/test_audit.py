"""The audit log."""

import pytest
from django.db import DatabaseError, connection, transaction

from chatapp.accounts import audit
from chatapp.accounts.models import AuditEntry, User
from tests.insert_only import never_truncated


def test_an_entry_says_who_did_what(ada: User) -> None:
    entry = audit.record(ada, "provider.created", "Acme", base_url="https://acme.example")
    assert (entry.actor_email, str(entry), entry.detail) == (
        "ada@example.com",
        "provider.created Acme",
        {"base_url": "https://acme.example"},
    )


@pytest.mark.django_db
def test_the_server_itself_may_be_the_actor() -> None:
    assert audit.record(None, "provider.disabled").actor_email == ""


def test_nobody_rewrites_or_removes_an_entry(ada: User) -> None:
    entry = audit.record(ada, "provider.created")
    for write in (
        lambda: AuditEntry.objects.update(action="nothing"),
        lambda: AuditEntry.objects.update(actor=None, action="nothing"),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
            write()
    entry.refresh_from_db()
    assert entry.action == "provider.created"


def test_nobody_empties_the_log(ada: User) -> None:
    audit.record(ada, "provider.created")
    with never_truncated(), connection.cursor() as cursor:
        for statement in ("TRUNCATE accounts_auditentry", "TRUNCATE accounts_user CASCADE"):
            with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
                cursor.execute(statement)
    assert AuditEntry.objects.count() == 1


def test_an_entry_outlives_its_actor(ada: User) -> None:
    entry = audit.record(ada, "provider.created")
    ada.delete()
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_email) == (None, "ada@example.com")
