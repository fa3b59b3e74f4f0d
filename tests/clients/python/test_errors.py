"""What goes wrong, as the official Python client raises it."""

import time
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.browser.provider import Provider
from tests.clients.asking import asks, unique
from tests.clients.site import Site


def test_a_wrong_key_is_an_authentication_error(site: Site) -> None:
    with (
        site.openai(api_key="sk-chatapp-wrong") as client,
        pytest.raises(openai.AuthenticationError) as raised,
    ):
        client.models.list()
    assert raised.value.code == "invalid_api_key"
    assert raised.value.request_id is not None
    assert raised.value.request_id.startswith("req_")


@pytest.mark.parametrize(
    ("key", "code"),
    [("revoked", "api_key_revoked"), ("expired", "api_key_expired"), ("deactivated", "user_deactivated")],
)
def test_a_key_that_opens_nothing_any_more_says_why(site: Site, key: str, code: str) -> None:
    with site.openai(key) as client, pytest.raises(openai.AuthenticationError) as raised:
        client.chat.completions.create(model="echo", messages=asks())
    assert raised.value.code == code


def test_a_key_for_one_model_asks_no_other(site: Site) -> None:
    with site.openai("echo-only") as client:
        assert client.chat.completions.create(model="echo", messages=asks()).choices
        with pytest.raises(openai.PermissionDeniedError) as raised:
            client.chat.completions.create(model="words-5", messages=asks())
    assert raised.value.code == "model_not_allowed"


def test_a_key_that_only_reads_asks_no_model(site: Site) -> None:
    with site.openai("read-only") as client:
        assert client.models.list().data
        assert len(client.chat.completions.list(limit=1).data) <= 1
        with pytest.raises(openai.PermissionDeniedError) as raised:
            client.chat.completions.create(model="echo", messages=asks())
    assert raised.value.code == "read_only_key"


def test_an_unknown_model_is_not_found(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="no-such-model") as raised:
        client.chat.completions.create(model="no-such-model", messages=asks())
    assert (raised.value.code, raised.value.param) == ("model_not_found", "model")


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"n": 0}, "n"),
        ({"temperature": 3}, "temperature"),
        ({"top_logprobs": 2}, "top_logprobs"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop[4]"),
        ({"metadata": {"key": "x" * 513}}, "metadata.key"),
        ({"messages": []}, "messages"),
        ({"messages": [*asks(), {"role": "nobody", "content": "?"}]}, "messages[1].role"),
        ({"messages": [{"role": "user", "content": [{"type": "nothing"}]}]}, "messages[0].content[0].type"),
        ({"messages": asks("with a \0 inside")}, "messages[0].content"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_malformed_request_is_a_bad_request_that_names_the_place(
    client: OpenAI, provider: Provider, change: dict[str, Any], param: str
) -> None:
    before = len(provider.requests)
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**{"model": "echo", "messages": asks(), **change})
    assert (raised.value.type, raised.value.param) == ("invalid_request_error", param)
    assert len(provider.requests) == before


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, openai.BadRequestError),
        (404, openai.NotFoundError),
        (422, openai.UnprocessableEntityError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (503, openai.InternalServerError),
    ],
)
def test_the_providers_errors_come_through(
    client: OpenAI, status: int, kind: type[openai.APIStatusError], stream: bool
) -> None:
    with pytest.raises(kind, match=f"This is the scripted error {status}") as raised:
        client.chat.completions.create(model=f"error-{status}", messages=asks(), stream=stream)
    assert raised.value.status_code == status
    if status == 429:
        assert raised.value.response.headers["retry-after"] == "2"


@pytest.mark.parametrize("model", ["hang-up", "page-200", "error-html"])
def test_a_provider_that_fails_is_a_bad_gateway(client: OpenAI, model: str) -> None:
    with pytest.raises(openai.InternalServerError) as raised:
        client.chat.completions.create(model=model, messages=asks())
    assert raised.value.status_code == 502
    assert isinstance(raised.value.body, dict)
    assert {"message", "type", "param", "code"} <= set(raised.value.body)


def test_a_provider_that_cannot_be_reached_is_named_so(client: OpenAI) -> None:
    with pytest.raises(openai.InternalServerError) as raised:
        client.chat.completions.create(model="unreachable", messages=asks())
    assert (raised.value.status_code, raised.value.code) == (502, "upstream_unreachable")


@pytest.mark.parametrize("stream", [False, True])
def test_a_provider_that_is_silent_is_a_gateway_timeout(client: OpenAI, stream: bool) -> None:
    with pytest.raises(openai.InternalServerError) as raised:
        client.chat.completions.create(model="hasty/silence", messages=asks(), stream=stream)
    assert (raised.value.status_code, raised.value.code) == (504, "upstream_timeout")


@pytest.mark.parametrize("stream", [False, True])
def test_an_error_inside_a_success_is_raised(client: OpenAI, stream: bool) -> None:
    with pytest.raises(openai.APIError, match="Quota used up"):
        client.chat.completions.create(model="error-inside-200", messages=asks(), stream=stream)


def test_the_client_retries_and_the_server_does_not(site: Site) -> None:
    question = unique()
    with site.openai(max_retries=2) as client:
        answer = client.chat.completions.create(model="fail-2-then-ok", messages=asks(question))
    assert answer.choices[0].message.content == question
    assert len(_asked(site.provider, question)) == 3


def test_a_client_that_gives_up_has_asked_as_often_as_it_said(site: Site) -> None:
    question = unique()
    with site.openai(max_retries=1) as client, pytest.raises(openai.InternalServerError):
        client.chat.completions.create(model="fail-2-then-ok", messages=asks(question))
    assert len(_asked(site.provider, question)) == 2


def test_the_client_waits_as_long_as_the_provider_says(site: Site) -> None:
    with site.openai(max_retries=1) as client:
        started = time.monotonic()
        client.chat.completions.create(model="busy-for-a-second", messages=asks(unique()))
    # By itself the client waits for half a second at most.
    assert time.monotonic() - started >= 1


def test_a_key_with_a_limit_of_requests_says_when_to_come_back(site: Site) -> None:
    with site.openai("two-a-minute") as client:
        first = client.chat.completions.with_raw_response.create(model="echo", messages=asks())
        assert first.headers["x-ratelimit-limit-requests"] == "2"
        assert first.headers["x-ratelimit-remaining-requests"] == "1"
        assert first.headers["x-ratelimit-reset-requests"]
        client.chat.completions.create(model="echo", messages=asks())
        with pytest.raises(openai.RateLimitError) as raised:
            client.chat.completions.create(model="echo", messages=asks())
    assert raised.value.code == "rate_limit_exceeded"
    assert 0 < float(raised.value.response.headers["retry-after"]) <= 60


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_waits_no_longer_is_waited_for_no_longer(
    client: OpenAI, provider: Provider, stream: bool
) -> None:
    before = provider.departures
    with pytest.raises(openai.APITimeoutError):
        client.chat.completions.create(model="silence", messages=asks(), stream=stream, timeout=0.5)
    provider.left(before + 1)


def test_an_unknown_path_is_not_found_in_the_shape_of_the_api(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as raised:
        client.batches.list()
    assert raised.value.code == "not_found"


@pytest.mark.anyio
async def test_the_asynchronous_client_raises_the_same(site: Site) -> None:
    async with site.async_openai() as client:
        with pytest.raises(openai.RateLimitError):
            await client.chat.completions.create(model="error-429", messages=asks())
        with pytest.raises(openai.APIError, match="overloaded"):
            async for _ in await client.chat.completions.create(
                model="error-event", messages=asks(), stream=True
            ):
                pass


def _asked(provider: Provider, question: str) -> list[Any]:
    return [one for one in provider.requests if (one.body or {}).get("messages") == asks(question)]
