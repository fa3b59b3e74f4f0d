"""A provider's usage export beside the ledger."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chatapp.accounts.models import AuditEntry, User
from chatapp.providers.models import Provider
from chatapp.review.reconciliation.comparison import compared
from chatapp.review.reconciliation.export import MOST_BYTES, BadExport, Counted, Export, read_export
from chatapp.usage.sums.provider_days import Spent, spent_by_day
from tests.usage.rows import corrected, used

PAGE = "/admin/review/reconciliation/"
DAY = date(2026, 10, 30)
NOON = datetime(2026, 10, 30, 12, tzinfo=UTC)
EPOCH = 1793318400  # 30 October 2026, 0 h UTC
OPENAI = {
    "object": "page",
    "data": [
        {
            "object": "bucket", "start_time": EPOCH, "end_time": EPOCH + 86400,
            "results": [
                {
                    "object": "organization.usage.completions.result", "input_tokens": 1000, "output_tokens": 500,
                    "input_cached_tokens": 800, "num_model_requests": 5, "project_id": None, "model": "gpt-5-mini",
                    "batch": False,
                },
                {"input_tokens": 7, "output_tokens": 3, "num_model_requests": 1, "model": "gpt-5-mini"},
            ],
        },
        {"object": "bucket", "start_time": EPOCH + 86400, "end_time": EPOCH + 172800, "results": []},
    ],
    "has_more": False,
    "next_page": None,
}  # fmt: skip
ANTHROPIC = {
    "data": [
        {
            "starting_at": "2026-10-30T00:00:00Z", "ending_at": "2026-10-31T00:00:00Z",
            "results": [
                {
                    "uncached_input_tokens": 100, "cache_read_input_tokens": 20, "output_tokens": 30,
                    "cache_creation": {"ephemeral_1h_input_tokens": 1, "ephemeral_5m_input_tokens": 2},
                    "model": "claude-sonnet-4-5",
                }
            ],
        }
    ]
}  # fmt: skip
OPENAI_CSV = (
    "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,"
    "input_tokens,output_tokens,input_cached_tokens\n"
    f"{EPOCH},{EPOCH + 60},2026-10-30T00:00:00+00:00,2026-10-30T00:01:00+00:00,p,3.0,,k,gpt-5-mini,False,4212,1673,0\n"
    f"{EPOCH},{EPOCH + 60},2026-10-30T00:00:00+00:00,2026-10-30T00:01:00+00:00,p,2.0,,l,gpt-5-mini,False,8,7,0\n"
    f"{EPOCH + 60},{EPOCH + 120},2026-10-30T00:01:00+00:00,2026-10-30T00:02:00+00:00,,,,,,,,,\n"
)


def read(content: Any, zone: Any = UTC, **columns: str) -> dict[tuple[date, str], Counted]:
    text = content if isinstance(content, str) else json.dumps(content)
    return dict(read_export(text.encode(), columns, zone).days)


@pytest.mark.parametrize(
    ("content", "model", "expected"),
    [
        (OPENAI, "gpt-5-mini", Counted(6, 1007, 503, None)),
        ([OPENAI, OPENAI], "gpt-5-mini", Counted(12, 2014, 1006, None)),
        (ANTHROPIC, "claude-sonnet-4-5", Counted(None, 123, 30, None)),
        (OPENAI_CSV, "gpt-5-mini", Counted(5, 4220, 1680, None)),
        ("\ufeffDate,Model,prompt_tokens,completion_tokens\r\n2026-10-30,m,1,2\r\n", "m", Counted(None, 1, 2, None)),
        ('day,input_tokens,output_tokens,cost\n2026-10-30,"1,200",2,$.5\n', "", Counted(None, 1200, 2, Decimal("0.5"))),
    ],
)  # fmt: skip
def test_an_export_is_summed_by_day_and_model(content: Any, model: str, expected: Counted) -> None:
    assert read(content) == {(DAY, model): expected}


def test_columns_of_another_provider_are_named_by_hand() -> None:
    text = "Tag,Modell,Eingabe,Ausgabe,Anfragen\n2026-10-30,m,1,2,3\n"
    with pytest.raises(
        BadExport, match=r"Name the column for the day and tokens in and tokens out.*Tag, Modell"
    ):
        read(text)
    with pytest.raises(BadExport, match="no column “Datum”"):
        read(text, day="Datum")
    named = {"day": "tag", "model": "Modell", "read": "Eingabe", "written": "Ausgabe", "calls": "Anfragen"}
    assert read(text, **named) == {(DAY, "m"): Counted(3, 1, 2, None)}


def test_moments_are_days_of_the_zone_that_is_asked_for() -> None:
    text = "start_time,input_tokens,output_tokens\n{},1,2\n2026-10-30T23:30:00Z,1,2\n2026-10-30,5,5\n"
    berlin = read(text.format(EPOCH + 82800), ZoneInfo("Europe/Berlin"))
    assert {day.day: counted.read for (day, _), counted in berlin.items()} == {30: 5, 31: 2}
    assert {day.day: counted.read for (day, _), counted in read(text.format(EPOCH)).items()} == {30: 7}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("\ufeff", "is empty"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"data": 1e9999999999999999999}', "no JSON"),
        ("[]", "no usage"),
        ('{"data": 5}', "no usage"),
        ("one\ntwo\n", "Name the column"),
        ("day,input_tokens,output_tokens\n", "no usage"),
        ("day,input_tokens,output_tokens\n30.10.2026,1,1\n", "is not a day"),
        ("day,input_tokens,output_tokens\n99999999999999999999,1,1\n", "is not a day"),
        ("day,input_tokens,output_tokens\n2026-10-30,-1,1\n", "no number of tokens in"),
        ("day,input_tokens,output_tokens\n2026-10-30,NaN,1\n", "no number"),
        ("day,input_tokens,output_tokens\n2026-10-30,1e99,1\n", "no number"),
        ('day,input_tokens,output_tokens\n2026-10-30,"1,1\n', "no CSV"),
        (f"day,input_tokens,output_tokens\n2026-10-30,{'1' * 200_000},1\n", "no CSV"),
        ('{"data": [{"start_time": null, "results": []}]}', "is not a day"),
        ('{"data": [{"start_time": 1, "results": [{"amount": {"value": 1}}]}]}', "report of costs"),
        ('{"data": [{"start_time": 1, "results": [{"input_tokens": true}]}]}', "no number"),
        ("day,input_tokens,output_tokens,model\n" + "".join(f"2026-10-30,1,1,m{n}\n" for n in range(5002)), "too many"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_is_refused_in_words(content: str, words: str) -> None:
    with pytest.raises(BadExport, match=words):
        read(content)


def test_a_file_that_is_too_large_or_no_text_is_refused_in_words() -> None:
    for content, words in ((b" " * (MOST_BYTES + 1), "more than 10 MB"), (b"\xff\xfe\x00", "no text")):
        with pytest.raises(BadExport, match=words):
            read_export(content, {})


def row_of(
    theirs: Counted | None, ours: Spent | None, *others: tuple[date, Counted | None, Spent | None]
) -> str:
    """The cause of a difference on the day."""
    days = ((DAY, theirs, ours), *others)
    export = Export({(day, "m"): counted for day, counted, _ in days if counted})
    ledger = {(day, "m"): spent for day, _, spent in days if spent}
    return next(row.cause for row in compared(export, ledger) if row.day == DAY)


def test_each_difference_has_its_likeliest_cause() -> None:
    zero, after = Decimal(0), DAY + timedelta(days=1)
    whole = Spent(5, 100, 50, zero)
    assert row_of(Counted(5, 100, 50, None), whole) == ""
    assert row_of(Counted(None, 100, 50, None), whole) == ""
    assert row_of(Counted(7, 140, 70, None), whole).startswith("Bypassed: 2 calls")
    assert row_of(Counted(3, 60, 30, None), whole).startswith("The file lacks 2 calls")
    assert row_of(Counted(5, 100, 50, None), None).startswith("Not in the ledger")
    assert row_of(None, whole, (after, Counted(1, 1, 1, None), None)).startswith("Not in the file")
    guessed = Spent(5, 100, 50, zero, cut=2, estimated=3, guessed=40)
    assert row_of(Counted(5, 110, 55, None), guessed) == (
        "Estimates: 3 calls reported no usage to this server, 2 of them stopped or lost in the middle."
        " The provider counted them."
    )
    assert row_of(Counted(5, 200, 55, None), guessed).startswith("No cause")
    moved = (after, Counted(4, 80, 40, None), whole)
    assert row_of(Counted(6, 120, 60, None), whole, moved).startswith("Time zone: 31 October")


@pytest.mark.django_db
def test_the_ledger_is_summed_as_a_provider_bills(alice: User) -> None:
    row = used(alice, at=NOON, estimated=True, status="stopped")
    corrected(row, "0.05")
    used(alice, at=NOON, served_model="gpt-5-mini-2025", status="done")
    used(alice, None, at=NOON, status="failed", prompt_tokens=0, completion_tokens=0, total_tokens=0)
    used(alice, at=NOON, provider_name="Elsewhere")
    used(alice, at=datetime(2026, 10, 30, 23, 30, tzinfo=UTC))
    somewhere = spent_by_day(DAY, DAY, provider="Somewhere")
    assert {model: spent.calls for (_, model), spent in somewhere.items()} == {
        "gpt-5-mini": 2,
        "gpt-5-mini-2025": 1,
    }
    assert somewhere[DAY, "gpt-5-mini"].read == 200
    assert somewhere[DAY, "gpt-5-mini"].written == 25
    assert somewhere[DAY, "gpt-5-mini"].cost == Decimal("0.25")
    berlin = spent_by_day(DAY, DAY, ZoneInfo("Europe/Berlin"))
    assert berlin[DAY, "gpt-5-mini"].calls == 2


def compare(client: Client, content: Any, **fields: str) -> Any:
    text = content if isinstance(content, str) else json.dumps(content)
    return client.post(PAGE, {"export": SimpleUploadedFile("<b>=usage.csv", text.encode()), **fields})


@pytest.mark.django_db
def test_a_reviewer_sees_what_differs_and_takes_it_as_csv(
    review_page: Client, rita: User, alice: User
) -> None:
    Provider.objects.create(name="Somewhere", base_url="https://example.com/v1", slug="s")
    for _ in range(2):
        used(alice, at=NOON)
    text = "day,model,requests,input_tokens,output_tokens\n2026-10-30,gpt-5-mini,2,200,20\n2026-10-30,=cmd|'!A1,1,5,5\n"
    page = compare(review_page, text, provider="Somewhere")
    assert "1 of 2 rows differ" in page.text
    assert "Not in the ledger" in page.text
    assert "<option selected>Somewhere</option>" in page.text
    entry = AuditEntry.objects.get(action="usage.reconciled")
    assert (entry.actor, entry.target, entry.detail) == (
        rita,
        "Somewhere",
        {"file": "<b>=usage.csv", "rows": 2},
    )

    (row, _) = page.context["compared"][0]
    assert row.model == "=cmd|'!A1"
    calls = page.context["compared"][1][1]
    assert review_page.get(calls).context["total"].calls == 2

    file = compare(review_page, text, provider="Somewhere", csv="1")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert compare(review_page, text, provider="Somewhere", csv="bom").text == f"\ufeff{file.text}"
    table = list(csv.DictReader(io.StringIO(file.text)))
    assert [(line["model"], line["provider_calls"], line["ledger_calls"]) for line in table] == [
        ("'=cmd|'!A1", "1", "0"),
        ("gpt-5-mini", "2", "2"),
    ]


@pytest.mark.django_db
def test_a_file_without_models_is_compared_by_whole_days(review_page: Client, alice: User) -> None:
    used(alice, at=NOON)
    used(alice, at=NOON, model_name="other")
    page = compare(review_page, "day,input_tokens,output_tokens\n2026-10-30,200,20\n")
    assert "All 1 rows agree" in page.text
    assert "does not tell models apart" in page.text


@pytest.mark.django_db
def test_a_file_that_is_refused_says_why_and_is_not_in_the_audit_log(review_page: Client) -> None:
    for content, words in (
        ("", "The submitted file is empty" and "empty"),
        ("a,b\n1,2\n", "Name the column"),
    ):
        assert words in compare(review_page, content).text
    assert "Choose the file" in review_page.post(PAGE).text
    assert not AuditEntry.objects.filter(action="usage.reconciled").exists()


@pytest.mark.django_db
def test_however_many_days_there_are_the_ledger_is_asked_once(review_page: Client, alice: User) -> None:
    review_page.get(PAGE)

    def queries(days: int) -> int:
        lines = "".join(f"2026-09-{day:02d},m,1,1\n" for day in range(1, days + 1))
        with CaptureQueriesContext(connection) as asked:
            compare(review_page, f"day,model,input_tokens,output_tokens\n{lines}")
        return len(asked)

    assert queries(1) == queries(30)


@pytest.mark.django_db
def test_members_and_strangers_reconcile_nothing(member_page: Client, client: Client) -> None:
    for method in ("get", "post"):
        assert getattr(member_page, method)(PAGE).status_code == 404
        assert getattr(client, method)(PAGE).status_code == 302
