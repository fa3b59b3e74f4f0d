"""`manage.py createapikey`: a key from the terminal."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chatapp.accounts.crypto import tokens
from chatapp.accounts.models import ApiKey, AuditEntry, User
from chatapp.accounts.team.people import deactivate
from chatapp.providers.models import Alias, Model, Provider
from tests.servers.processes import RunManage


def make(*arguments: str) -> str:
    out = StringIO()
    call_command("createapikey", *arguments, stdout=out)
    return out.getvalue()


def models(*names: str, at: str = "Somewhere") -> list[Model]:
    provider = Provider.objects.create(name=at, slug=at.lower(), base_url="https://example.com/v1")
    return [Model.objects.create(provider=provider, name=name) for name in names]


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
    models("gpt-5-mini", "small")
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


def test_every_name_that_leads_to_a_model_limits_a_key(alice: User) -> None:
    [shared, _] = models("echo", "only", at="First")
    models("echo", at="Second")
    Alias.objects.create(name="best", model=shared)
    for name in ("echo", "first/echo", "second/echo", "only", "first/only", "best"):
        make(alice.email, "--name", name, "--model", name)
    assert ApiKey.objects.count() == 6


@pytest.mark.parametrize(("name", "hint"), [("ecoh", "Did you mean echo?"), ("zzz", "lists the names")])
def test_a_name_that_leads_to_no_model_is_refused(alice: User, name: str, hint: str) -> None:
    models("echo")
    with pytest.raises(CommandError, match=rf"--model: .*“{name}” now\. .*{re.escape(hint)}"):
        make(alice.email, "--name", "x", "--model", "echo", "--model", name)
    assert not ApiKey.objects.exists()


@pytest.mark.django_db
def test_a_wrong_number_of_days_is_refused_before_the_person_is_looked_for() -> None:
    with pytest.raises(CommandError, match="--expires takes the number of days"):
        make("nobody@example.com", "--name", "x", "--expires", "0")


@pytest.mark.processes
def test_a_database_without_tables_is_told_in_one_sentence(
    empty_database: str, run_manage: RunManage
) -> None:
    variables = {"DATABASE_URL": empty_database, "SECRET_KEY": "only for the tests of processes"}
    made = run_manage("createapikey", "alice@example.com", "--name", "x", **variables)
    assert made.wait() == 2
    assert "Run `manage.py migrate`, or start the server once" in made.output
    assert len(made.output.strip().splitlines()) == 1


@pytest.mark.django_db
def test_an_unknown_address_is_told_how_people_come_here() -> None:
    with pytest.raises(CommandError, match=r"Nobody here has the address .*\. An admin invites people"):
        make("nobody@example.com", "--name", "x")


def test_nobody_who_is_deactivated_gets_a_key(ada: User, alice: User) -> None:
    deactivate(ada, alice)
    with pytest.raises(CommandError, match="Alice is deactivated"):
        make(alice.email, "--name", "x")
