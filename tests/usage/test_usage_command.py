"""`manage.py usage`."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from chatapp.accounts.models import User
from tests.usage.rows import used

pytestmark = pytest.mark.django_db


def printed(*arguments: str) -> list[dict[str, str]]:
    output = io.StringIO()
    call_command("usage", *arguments, stdout=output)
    return list(csv.DictReader(io.StringIO(output.getvalue())))


def test_it_prints_a_month_by_what_it_is_asked_for(alice: User, bob: User) -> None:
    used(alice, "1", datetime(2026, 10, 31, 23, tzinfo=UTC))
    used(bob, "2", datetime(2026, 10, 1, tzinfo=UTC))
    used(bob, "4", datetime(2026, 11, 1, tzinfo=UTC))
    rows = printed("--month", "2026-10", "--by", "person", "--by", "model")
    assert [(row["person"], row["model"], row["calls"], row["cost"]) for row in rows] == [
        ("bob@example.com", "gpt-5-mini", "1", "2.0000000000"),
        ("alice@example.com", "gpt-5-mini", "1", "1.0000000000"),
    ]
    assert [row["person"] for row in printed("--month", "2026-11")] == ["bob@example.com"]


def test_a_spreadsheet_runs_nothing_of_it_and_reads_its_numbers(alice: User) -> None:
    used(alice, "0.0000000001", datetime(2026, 10, 1, tzinfo=UTC), model_name="=1+1")
    used(alice, "0", datetime(2026, 10, 1, tzinfo=UTC), model_name="free")
    rows = printed("--month", "2026-10", "--by", "model")
    assert [(row["model"], row["cost"]) for row in rows] == [
        ("'=1+1", "0.0000000001"),
        ("free", "0.0000000000"),
    ]


def test_it_sums_by_the_tools_that_were_called(alice: User) -> None:
    used(alice, "1", datetime(2026, 10, 1, tzinfo=UTC), tools="look_up")
    assert [(row["tool"], row["cost"]) for row in printed("--month", "2026-10", "--by", "tool")] == [
        ("look_up", "1.0000000000")
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--month", "10/2026"), "write it as 2026-10"), (("--month", "2026-10", "--by", "x"), "choose one of")],
)
def test_nonsense_is_refused_in_words(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("usage", *arguments)
