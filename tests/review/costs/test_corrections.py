"""An admin corrects the cost of a call by a row of its own, with a reason; reviewers see it."""

from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from chatapp.accounts.models import AuditEntry, User
from chatapp.completions.public_id import public_id
from chatapp.usage.models import UsageRecord
from chatapp.usage.sums.period import Period
from chatapp.usage.sums.selection import Selection
from chatapp.usage.sums.totals import total
from tests.usage.rows import used

pytestmark = pytest.mark.django_db


def everything() -> Selection:
    """Up to today, whichever day it is by now: a run may last past midnight."""
    return Selection(Period.of_days(30))


def page_of(row: UsageRecord) -> str:
    return f"/admin/review/calls/{row.pk}/"


def test_the_difference_is_a_row_with_its_reason_beside_what_it_corrects(
    admin_page: Client, review_page: Client, ada: User, alice: User
) -> None:
    row = used(alice, "1.50", group_names=["Blue"])
    asked = {"difference": "-0.25", "reason": "refunded <b>in part</b>"}
    assert "Corrected by −$0.25." in admin_page.post(page_of(row), asked, follow=True).text

    correction = UsageRecord.objects.get(corrects=row.pk)
    assert (correction.cost, correction.total_tokens, correction.group_names) == (
        Decimal("-0.25"),
        0,
        ["Blue"],
    )
    sums = total(everything())
    assert (sums.calls, sums.cost, sums.total_tokens) == (1, Decimal("1.25"), 110)
    entry = AuditEntry.objects.get(action="usage.correct")
    assert (entry.actor, entry.detail["reason"]) == (ada, "refunded <b>in part</b>")
    shown = review_page.get(page_of(row)).text
    assert "refunded &lt;b&gt;in part&lt;/b&gt;" in shown
    assert "$1.25" in shown
    assert "Correct the cost" not in shown
    assert "corrected" in review_page.get("/admin/review/calls/").text
    listed = review_page.get("/admin/usage/usagerecord/", {"state": "corrections"}).text
    assert "−$0.25" in listed
    assert "refunded &lt;b&gt;in part&lt;/b&gt;" in listed


@pytest.mark.parametrize(
    "asked",
    [
        {"difference": "0", "reason": "x"}, {"difference": "NaN", "reason": "x"},
        {"difference": "much", "reason": "x"}, {"difference": "1e30", "reason": "x"},
        {"difference": "1", "reason": "  "}, {"difference": "1"}, {},
        {"difference": "0.00000000001", "reason": "less than the ledger keeps"},
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused_with_words(
    admin_page: Client, alice: User, asked: dict[str, str]
) -> None:
    row = used(alice)
    assert "Say " in admin_page.post(page_of(row), asked, follow=True).text
    assert UsageRecord.objects.count() == 1


def test_only_admins_correct_and_only_the_review_looks(
    review_page: Client, member_page: Client, client: Client, alice: User
) -> None:
    row = used(alice)
    asked = {"difference": "1", "reason": "x"}
    assert review_page.post(page_of(row), asked).status_code == 403
    assert member_page.get(page_of(row)).status_code == 404
    assert member_page.post(page_of(row), asked).status_code == 404
    assert client.get(page_of(row)).status_code == 302
    for nowhere in (row.pk + 1, 10**30):
        assert review_page.get(f"/admin/review/calls/{nowhere}/").status_code == 404
    assert UsageRecord.objects.count() == 1


def test_a_command_corrects_too(alice: User) -> None:
    row = used(alice, "1.50")
    assert row.completion_id
    said = StringIO()
    name = public_id(row.completion_id)
    call_command("correctusage", name, "--add=-0.5", "--reason", "refunded", stdout=said)
    assert said.getvalue() == "The call costs $1.00 now.\n"
    assert AuditEntry.objects.get(action="usage.correct").actor is None
    for wrong in (
        [public_id(uuid4()), "--add=1"],
        ["nonsense", "--add=1"],
        [name, "--add=much"],
        [name, "--add=0"],
    ):
        with pytest.raises(CommandError):
            call_command("correctusage", *wrong, "--reason", "x")
