"""A collection to bring files to, and the jobs that read them, run one after the other."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from chatapp.accounts.models import User
from chatapp.knowledge.intake.arrival import arrive
from chatapp.knowledge.intake.taking_in import take_in
from chatapp.knowledge.models import Collection, Intake

Bring = Callable[..., Intake]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    files = settings.STORAGES["files"]
    options = {**files["OPTIONS"], "location": tmp_path}
    settings.STORAGES = {**settings.STORAGES, "files": {**files, "OPTIONS": options}}
    return tmp_path


@pytest.fixture(autouse=True)
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a test writes is really there, for the threads of a job, and is removed: far faster than emptying all."""
    with django_db_blocker.unblock():
        yield
        Collection.objects.filter(slug__startswith="plans").delete()
        User.objects.filter(email__in=["alice@example.com", "bob@example.com"]).delete()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
        connection.close()


@pytest.fixture
def alice(committed: None) -> User:
    return User.objects.create_user("alice@example.com", name="Alice")


@pytest.fixture
def bob(committed: None) -> User:
    return User.objects.create_user("bob@example.com", name="Bob")


@pytest.fixture
def plans(alice: User) -> Collection:
    return Collection.objects.create(name="Plans", slug="plans", owner=alice)


@pytest.fixture
def bring(plans: Collection, alice: User) -> Bring:
    """A file arrives and is read: what became of it."""

    def brought(name: str, data: bytes, user: User = alice, into: Collection = plans) -> Intake:
        intake = arrive(user, into, name, [data])
        assert intake is not None
        settle()
        intake.refresh_from_db()
        return intake

    return brought


def settle() -> None:
    """Run what waits, and what that brings."""
    while waiting := list(Intake.objects.filter(state="waiting").values_list("pk", flat=True)):
        for intake_id in waiting:
            asyncio.run(take_in(intake_id=intake_id))
