"""`manage.py createapikey`: a key from the terminal."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chatapp.accounts import tokens
from chatapp.accounts.models import ApiKey, AuditEntry, User
from chatapp.accounts.people import deactivate


def make(*arguments: str) -> str:
    out = StringIO()
    call_command("createapikey", *arguments, stdout=out)
    return out.getvalue()


def test_the_key_stands_alone_on_one_line(alice: User) -> None:
    text = make("Alice@Example.com", "--name", "nightly report")
    key = ApiKey.objects.get()
    assert text == text.strip() + "\n"
    assert text.startswith("sk-chatapp-")
    assert len(text.strip()) == len("sk-chatapp-") + 43
    assert key.digest == tokens.digest(text.strip())
    assert (key.user, key.name, key.prefix) == (alice, "nightly report", text[:16])
    assert (key.expires_at, key.allowed_models, key.read_only, key.requests_per_minute) == (
        None,
        [],
        False,
        None,
    )
    entry = AuditEntry.objects.get(action="api_key.made")
    assert (entry.actor, entry.target, entry.detail["prefix"]) == (None, alice.email, key.prefix)


def test_options_limit_the_key(alice: User) -> None:
    options = ("--expires", "30", "--model", "gpt-5-mini", "--model", "small", "--read-only", "--rpm", "60")
    make(alice.email, "--name", "backup", *options)
    key = ApiKey.objects.get()
    assert key.expires_at is not None
    assert timedelta(days=29) < key.expires_at - timezone.now() <= timedelta(days=30)
    assert (key.allowed_models, key.read_only, key.requests_per_minute) == (["gpt-5-mini", "small"], True, 60)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--name", "x", "--expires", "0"), "--expires takes the number of days"),
        (("--name", "x", "--expires", "99999999999"), "--expires takes the number of days"),
        (("--name", "x", "--rpm", "0"), "--rpm: "),
        (("--name", "x", "--rpm", "-5"), "--rpm: "),
        (("--name", "x", "--rpm", "99999999999"), "--rpm: "),
        (("--name", ""), "--name: "),
        (("--name", "x" * 101), "--name: "),
        (("--name", "x", "--model", "x" * 251), "--model: "),
    ],
)
def test_nonsense_is_refused_with_a_sentence(alice: User, options: tuple[str, ...], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        make(alice.email, *options)
    assert not ApiKey.objects.exists()


@pytest.mark.django_db
def test_an_unknown_address_is_told_how_people_come_here() -> None:
    with pytest.raises(CommandError, match=r"Nobody here has the address .*\. An admin invites people"):
        make("nobody@example.com", "--name", "x")


def test_nobody_who_is_deactivated_gets_a_key(ada: User, alice: User) -> None:
    deactivate(ada, alice)
    with pytest.raises(CommandError, match="Alice is deactivated"):
        make(alice.email, "--name", "x")
