"""The pages of errors below the admin's path, as those see them who may come in."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from chatapp.completions.admin import CompletionPage

INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(CompletionPage, "get_queryset", fail)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/admin/nothing-here/", 404),
        ("/admin/completions/completion/add/", 403),
        ("/admin/completions/completion/", 500),
    ],
)
def test_an_error_keeps_its_own_policy(
    admin_page: Client, review_page: Client, broken: None, address: str, status: int
) -> None:
    for page in (admin_page, review_page):
        page.raise_request_exception = False
        response = page.get(address)
        assert response.status_code == status
        _keeps_policy(response)


def _keeps_policy(response: HttpResponse) -> None:
    allowed = response.headers["Content-Security-Policy"]
    text = response.content.decode()
    for script in INLINE.findall(text):
        [nonce] = re.findall(r'nonce="([^"]+)"', script)
        assert f"'nonce-{nonce}'" in allowed
    assert " onclick=" not in text


def test_a_refusal_that_was_meant_is_not_in_the_log(
    review_page: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert review_page.get("/admin/providers/provider/").status_code == 403
    assert caplog.records == []
