"""What a caller is told when a call fails: a status and the API's error body, whatever went wrong."""

from typing import Any

import pytest

from chatapp.providers.models import Provider
from tests.api.stage import COMPLETIONS, NOWHERE, Stage

pytestmark = pytest.mark.anyio

BOTH = pytest.mark.parametrize("stream", [False, True])


@BOTH
@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 529])
async def test_the_providers_errors_come_through_with_their_status_and_words(
    stage: Stage, status: int, stream: bool
) -> None:
    answer = await stage.ask(f"error-{status}", stream=stream)
    assert answer.status == status
    assert answer.error["message"] == f"This is the scripted error {status}."
    assert answer.error["type"] == ("invalid_request_error" if status < 500 else "server_error")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers.get("retry-after") == ("2" if status == 429 else None)


@BOTH
async def test_the_time_to_wait_comes_through(stage: Stage, stream: bool) -> None:
    headers = (await stage.ask("error-429-ms", stream=stream)).headers
    assert (headers["retry-after"], headers["retry-after-ms"]) == ("2", "150")
    later = await stage.ask("error-503-date", stream=stream)
    assert later.headers["retry-after"] == "Wed, 21 Oct 2099 07:28:00 GMT"


@BOTH
@pytest.mark.parametrize(
    ("model", "status", "message"),
    [
        ("error-text", 500, "The model is unknown."),
        ("error-detail", 404, "Not Found"),
        ("error-list", 400, "Bad list."),
        ("error-html", 502, None),
        ("error-empty", 503, None),
        ("error-inside-200", 429, "Quota used up."),
        ("error-in-200", 400, "No such voice."),
    ],
)
async def test_errors_in_other_shapes_get_the_apis(
    stage: Stage, model: str, status: int, message: str | None, stream: bool
) -> None:
    answer = await stage.ask(model, stream=stream)
    assert answer.status == status
    assert answer.error["message"]
    assert message is None or answer.error["message"] == message


async def test_an_error_that_is_all_of_a_stream_has_a_status(stage: Stage) -> None:
    answer = await stage.stream("error-event-first")
    assert (answer.status, answer.error["message"]) == (529, "The model is overloaded.")


async def test_an_error_that_tells_no_status_keeps_its_place_and_its_code(stage: Stage) -> None:
    error = (await stage.ask("error-in-200")).error
    assert (error["param"], error["code"], error["type"]) == ("audio.voice", "voice", "invalid_request_error")


@BOTH
@pytest.mark.parametrize(
    ("model", "code"),
    [
        ("hang-up", "upstream_unreachable"),
        ("page-200", "upstream_broken"),
        ("redirect", "upstream_broken"),
        ("malformed-0", "upstream_broken"),
        ("cut-0", "upstream_broken"),
        ("cut-end-0", "upstream_broken"),
    ],
)
async def test_a_provider_that_fails_is_a_bad_gateway(
    stage: Stage, model: str, code: str, stream: bool
) -> None:
    answer = await stage.ask(model, stream=stream)
    assert (answer.status, answer.error["code"], answer.error["type"]) == (502, code, "server_error")


@BOTH
async def test_a_provider_that_is_not_there_is_unreachable(stage: Stage, stream: bool) -> None:
    await stage.model_at("nowhere", "echo", base_url=NOWHERE)
    answer = await stage.ask("nowhere/echo", stream=stream)
    assert (answer.status, answer.error["code"]) == (502, "upstream_unreachable")


@pytest.mark.parametrize(
    ("limits", "stream"),
    [
        ({"idle_timeout": 0.5, "connect_timeout": 5}, True),
        ({"total_timeout": 0.5}, True),
        ({"total_timeout": 0.5}, False),
    ],
)
@pytest.mark.parametrize("model", ["silence", "unready"])
async def test_a_provider_that_is_silent_is_a_timeout(
    stage: Stage, limits: dict[str, Any], stream: bool, model: str
) -> None:
    await stage.model(model)
    await Provider.objects.filter(slug="scripted").aupdate(**limits)
    answer = await stage.ask(model, stream=stream)
    assert (answer.status, answer.error["code"], answer.error["type"]) == (
        504, "upstream_timeout", "server_error",
    )  # fmt: skip
    assert (await stage.completion()).status == "failed"
    await stage.scripted.wait_disconnect()


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", COMPLETIONS, {"GET", "HEAD", "POST"}),
        ("PATCH", f"{COMPLETIONS}/x", {"GET", "HEAD", "POST", "DELETE"}),
        ("POST", f"{COMPLETIONS}/x/messages", {"GET", "HEAD"}),
        ("GET", "/v1/embeddings", {"POST"}),
        ("DELETE", "/v1/models", {"GET", "HEAD"}),
        ("POST", "/v1/models/echo", {"GET", "HEAD"}),
        ("OPTIONS", "/v1/models", {"GET", "HEAD"}),
        ("BREW", "/v1/models", {"GET", "HEAD"}),
    ],
)
async def test_another_method_is_told_which_ones_there_are(
    stage: Stage, method: str, path: str, allowed: set[str]
) -> None:
    answer = await stage.call(method, path)
    assert (answer.status, answer.error["code"]) == (405, "method_not_allowed")
    assert {*answer.headers["allow"].split(", ")} == allowed


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/",
        "/v1/nothing",
        f"{COMPLETIONS}/",
        f"{COMPLETIONS}/a/b",
        "/v1/models/",
        "/v1//models",
        "//v1/models",
        "///v1",
    ],
)
async def test_an_address_that_there_is_not_is_not_found(stage: Stage, path: str) -> None:
    answer = await stage.call("GET", path)
    assert answer.status == 404
    assert answer.error["code"] in ("not_found", "model_not_found")


@pytest.mark.parametrize("path", ["/chat/completions", "/models", "/embeddings"])
async def test_a_base_url_without_its_end_is_told_so(stage: Stage, path: str) -> None:
    answer = await stage.call("GET", path)
    assert (answer.status, answer.error["code"]) == (404, "not_found")
    assert "/v1" in answer.error["message"]


@pytest.mark.parametrize("path", [COMPLETIONS, f"{COMPLETIONS}/x", "/v1/embeddings"])
@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/json", 400),
        ("Application/JSON; charset=utf-8", 400),
        ("application/vnd.api+json", 400),
        ("", 400),
    ],
)
async def test_what_is_no_json_is_refused_by_its_type(
    stage: Stage, path: str, kind: str, status: int
) -> None:
    answer = await stage.call("POST", path, b"{", content_type=kind)
    assert answer.status == status
    assert answer.error["code"] == ("unsupported_media_type" if status == 415 else "invalid_json")


async def test_a_body_that_says_it_is_too_long_is_not_read(stage: Stage) -> None:
    answer = await stage.call("POST", COMPLETIONS, b"{}", content_length=str((50 << 20) + 1))
    assert (answer.status, answer.error["code"]) == (413, "request_too_large")


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"a": NaN}', b"\0", b'{"model": "a"} x', b"[" * 100_000],
)
async def test_what_is_no_request_is_a_bad_one(stage: Stage, body: bytes) -> None:
    for path in (COMPLETIONS, "/v1/embeddings"):
        answer = await stage.call("POST", path, body)
        assert (answer.status, answer.error["type"]) == (400, "invalid_request_error")
