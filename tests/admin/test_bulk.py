"""What is done with many completions at once."""

import csv
import io
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from chatapp.accounts.models import AuditEntry, User
from chatapp.accounts.team.content_access import open_content
from chatapp.completions.admin import bulk
from chatapp.completions.models import Completion, StoredCompletion
from chatapp.usage.models import UsageRecord
from tests.web.calls import call, stored_call

pytestmark = pytest.mark.django_db

LIST = reverse("admin:completions_completion_changelist")


def done(client: Client, name: str, *chosen: Completion, **more: str) -> Any:
    keys = [str(completion.pk) for completion in chosen]
    return client.post(LIST, {"action": name, "_selected_action": keys, "index": "0", **more}, follow=True)


def csv_rows(response: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_a_reviewer_downloads_what_is_chosen_and_nothing_that_was_said(
    review_page: Client, alice: User
) -> None:
    first, second = stored_call(alice, metadata={"run": "ü"}), call(alice, "=1+1")
    call(alice, "other")
    rows = csv_rows(done(review_page, "download_csv", first, second))
    assert {row["id"] for row in rows} == {first.public_id, second.public_id}
    assert {row["model"] for row in rows} == {"gpt-5-mini", "'=1+1"}
    assert {row["metadata"] for row in rows} == {'{"run": "ü"}', ""}
    assert {row["prompt_tokens"] for row in rows} == {"1200"}
    for name in ("download_jsonl", "delete_stored"):
        response = done(review_page, name, first, confirmed="1")
        assert "No action selected." in response.text
    assert StoredCompletion.objects.get(completion=first).deleted_at is None


def test_what_was_said_is_in_the_file_as_far_as_it_is_open(
    admin_page: Client, ada: User, alice: User, bob: User
) -> None:
    read, closed, unkept = stored_call(alice), stored_call(bob), call(alice)
    open_content(ada, alice, "evaluation")
    response = done(admin_page, "download_jsonl", read, closed, unkept)
    (line,) = response.content.decode().splitlines()
    assert [message["role"] for message in json.loads(line)["messages"]] == ["system", "user", "assistant"]
    assert "2 of 3 are not in the file" in admin_page.get(LIST).text
    entry = AuditEntry.objects.get(action="completions.exported")
    assert (entry.actor, entry.target, entry.detail) == (ada, alice.email, {"completions": 1})
    assert "1 of 1 are not in the file" in done(admin_page, "download_jsonl", closed).text


def test_stored_content_is_deleted_after_a_question_with_a_receipt(
    admin_page: Client, alice: User, bob: User
) -> None:
    first, second, other = stored_call(alice), stored_call(bob), stored_call(bob)
    asked = done(admin_page, "delete_stored", first, second, call(alice))
    assert "2 completions" in asked.text
    assert "Alice: 1" in asked.text
    assert StoredCompletion.objects.filter(deleted_at=None).count() == 3
    response = done(admin_page, "delete_stored", first, second, confirmed="1")
    assert "The stored content of 2 completions is deleted." in response.text
    assert [kept.completion for kept in StoredCompletion.objects.filter(deleted_at=None)] == [other]
    receipt = AuditEntry.objects.filter(action="completion.deleted")
    assert {entry.target for entry in receipt} == {first.public_id, second.public_id}
    assert UsageRecord.objects.filter(completion_id=first.pk).exists()
    assert "None of these has stored content." in done(admin_page, "delete_stored", first, second).text


def test_more_than_fit_are_refused_in_words(
    admin_page: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_MOST_DELETED", 1)
    chosen = stored_call(alice), stored_call(alice)
    assert (
        "more than 1: narrow the list" in done(admin_page, "delete_stored", *chosen, select_across="1").text
    )
    assert StoredCompletion.objects.filter(deleted_at=None).count() == 2
