"""The database itself keeps the ledger as it was written."""

import pytest
from django.db import DatabaseError, connection, transaction

from chatapp.accounts.models import User
from chatapp.usage.models import UsageRecord
from tests.insert_only import never_truncated

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(alice: User) -> UsageRecord:
    return _row(alice)


def test_a_row_cannot_be_updated(row: UsageRecord) -> None:
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        UsageRecord.objects.update(cost=0)
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        UsageRecord.objects.update(user_id=None, user_email="")


def test_a_row_cannot_be_deleted(row: UsageRecord) -> None:
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        row.delete()


def test_the_ledger_cannot_be_truncated(row: UsageRecord) -> None:
    refused = pytest.raises(DatabaseError, match="insert-only")
    with never_truncated(), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute("TRUNCATE usage_usagerecord")


def test_a_correction_is_a_row_of_its_own(row: UsageRecord) -> None:
    correction = _row(None, corrects=row.pk, completion_id=row.completion_id, total_tokens=-5)
    assert UsageRecord.objects.count() == 2
    assert correction.corrects == row.pk


def test_anonymising_takes_one_person_off_and_changes_nothing_else(
    row: UsageRecord, alice: User, bob: User
) -> None:
    bobs = _row(bob)
    with connection.cursor() as cursor:
        cursor.execute("SELECT usage_anonymise(%s)", [alice.pk])
        assert cursor.fetchone() == (1,)
    row.refresh_from_db()
    bobs.refresh_from_db()
    assert (row.user_id, row.user_email, row.total_tokens) == (None, "", 7)
    assert (bobs.user_id, bobs.user_email) == (bob.pk, bob.email)


def test_after_anonymising_the_ledger_is_shut_again(row: UsageRecord, alice: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT usage_anonymise(%s)", [alice.pk])
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        UsageRecord.objects.update(user_id=None, user_email="")


def test_anonymising_cannot_be_used_to_change_a_cost(row: UsageRecord) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL chatapp.anonymising = 'on'")
        with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
            UsageRecord.objects.update(user_id=None, user_email="", cost=0)


def _row(user: User | None, **values: object) -> UsageRecord:
    known = {"user_id": user.pk, "user_email": user.email} if user else {}
    base = {"kind": "chat", "provider_name": "P", "model_name": "m", "status": "done", "total_tokens": 7}
    return UsageRecord.objects.create(**{**base, **known, **values})
