"""When to come back, and what an error in a 200 means."""

import pytest

from chatapp.upstream.endpoint import Endpoint
from chatapp.upstream.rejection import meant_status, rejected, request_id, retry_after
from chatapp.wire.types.error_body import ErrorBody


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-1"}, 0.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e999"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "3"}, 0.25),
        ({"retry-after-ms": "?", "retry-after": "3"}, 3.0),
    ],
)
def test_retry_after_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ({"code": 429}, 429),
        ({"code": "503"}, 503),
        ({"code": "100"}, None),
        ({"code": "12345678"}, None),
        ({"code": "٤٢٩"}, None),
        ({"type": "overloaded_error"}, 529),
        ({"code": "rate_limit_exceeded", "type": "tokens"}, 429),
        ({"code": "content_filter"}, None),
    ],
)
def test_an_error_without_a_status_tells_it_by_its_code_or_type(
    error: dict[str, object], status: int | None
) -> None:
    assert meant_status(ErrorBody.parse({"error": {"message": "m", "type": "t", **error}}, 200)) == status


@pytest.mark.parametrize(("asked", "retryable"), [("true", True), ("false", False), ("perhaps", True)])
def test_the_provider_may_say_itself_whether_to_retry(asked: str, retryable: bool) -> None:
    endpoint = Endpoint("1", "http://provider/v1")
    assert rejected(429, {"x-should-retry": asked}, b"", endpoint).retryable is retryable


def test_the_request_id_is_found_under_its_names() -> None:
    assert request_id({"request-id": "a"}) == "a"
    assert request_id({"x-request-id": "b", "request-id": "a"}) == "b"
    assert request_id({}) == ""


def test_a_base_url_keeps_its_query_and_shows_no_password() -> None:
    endpoint = Endpoint("1", "https://me:secret@host:8443/openai/?api-version=1", "sk-key")
    assert endpoint.url("models") == "https://me:secret@host:8443/openai/models?api-version=1"
    assert endpoint.place == "https://host:8443/openai/"
    assert "sk-key" not in repr(endpoint)


def test_what_no_header_of_ours_can_hold_is_not_passed_on() -> None:
    said = {
        "retry-after": "3",
        "x-ratelimit-reset-requests": "12\N{DEGREE SIGN}",
        "x-ratelimit-plan": "模型",
        "server": "x",
    }
    assert rejected(429, said, b"", Endpoint("1", "http://provider/v1")).advice == {"retry-after": "3"}
