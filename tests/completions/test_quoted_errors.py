"""A server of version 0.1.0 that runs beside newer ones writes providers' words; they do not stay."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.completions import quoted_errors
from chatapp.completions.models import Completion, CompletionStatus
from chatapp.usage.models import Kind
from chatapp.wire.types.error_summary import summary

SECRET = "geheimnis"
QUOTING = {
    "message": f"The provider refused the request: 'my {SECRET}' is too long: shorten it",
    "type": "invalid_request_error",
    "code": f"not {SECRET}",
    "param": f"messages[0].{SECRET}",
    "status": 400,
    "retryable": False,
}
OURS = {**QUOTING, "message": "The provider does not answer.", "code": None, "param": None}


def _failed(user: User, error: Any, **columns: Any) -> Completion:
    return Completion.objects.create(
        kind=Kind.API, user=user, status=CompletionStatus.FAILED, error=error, **columns
    )


@pytest.mark.parametrize("error", [QUOTING, OURS, {"message": "x: y"}])
def test_what_is_left_of_an_error_is_what_today_is_kept(alice: User, error: dict[str, Any]) -> None:
    completion = _failed(alice, error)
    quoted_errors.summarise()
    completion.refresh_from_db()
    assert completion.error == summary(error)
    assert SECRET not in str(completion.error)


def test_what_is_clean_is_not_written_again(alice: User) -> None:
    for error in (QUOTING, OURS, None, "of another form", {"of": "another form"}):
        _failed(alice, error)
    assert quoted_errors.summarise() == 1
    assert quoted_errors.summarise() == 0


def test_it_looks_no_further_back_than_a_replacement_takes(alice: User) -> None:
    yesterday = _failed(alice, QUOTING, queued_at=timezone.now() - timedelta(hours=23))
    long_ago = _failed(alice, QUOTING, queued_at=timezone.now() - timedelta(hours=25))
    assert quoted_errors.summarise() == 1
    for completion in (yesterday, long_ago):
        completion.refresh_from_db()
    assert SECRET not in str(yesterday.error)
    assert long_ago.error == QUOTING
