"""Users and what their role lets them do."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.test import Client

from chatapp.accounts.models import Role, User


@pytest.mark.django_db
def test_createsuperuser_makes_an_admin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "Root@Example.com")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "violet kettle 42")
    call_command("createsuperuser", "--noinput", verbosity=0)
    user = User.objects.get(email="root@example.com")
    assert user.is_admin
    assert user.check_password("violet kettle 42")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", "violet kettle 42", "Set DJANGO_SUPERUSER_EMAIL"),
        (
            "root@example.com",
            "kettle 42",
            "DJANGO_SUPERUSER_PASSWORD is refused. This password is too short.",
        ),
        ("root@example.com", "", "DJANGO_SUPERUSER_PASSWORD is refused."),
        ("root@example.com", "root@example.com", "too similar"),
    ],
)
def test_createsuperuser_refuses_what_the_pages_refuse(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str, sentence: str
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", email)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError, match=sentence):
        call_command("createsuperuser", "--noinput", verbosity=0)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("role", "looks", "changes"),
    [(Role.MEMBER, False, False), (Role.REVIEWER, True, False), (Role.ADMIN, True, True)],
)
def test_the_role_decides_what_the_admin_pages_show(role: Role, looks: bool, changes: bool) -> None:
    user = User(email="alice@example.com", role=role)
    assert user.is_staff == looks
    assert user.has_module_perms("usage") == looks
    assert user.has_perm("usage.view_usagerecord") == looks
    assert user.has_perm("providers.change_provider") == changes


def test_a_deactivated_admin_may_nothing() -> None:
    user = User(email="ada@example.com", role=Role.ADMIN, is_active=False)
    assert not user.is_staff
    assert not user.is_admin
    assert not user.has_perm("usage.view_usagerecord")


def test_an_address_is_one_login_in_any_case(alice: User) -> None:
    for email in ("ALICE@EXAMPLE.COM", "alice@example.com"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(email)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Alice2@Example.com")])


def test_the_admin_area_greets_people_by_their_name(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert "Ada" in client.get("/admin/").content.decode()
