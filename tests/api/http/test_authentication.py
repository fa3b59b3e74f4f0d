"""Who is let in by which key, and what a key may ask for."""

from datetime import timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone
from starlette.types import Message, Receive, Scope, Send

from chatapp.accounts import keys
from chatapp.accounts.models import ApiKey
from chatapp.providers.models import Alias
from tests.api.calling import WHOLE, called
from tests.api.stage import COMPLETIONS, Stage
from tests.engine import Person

pytestmark = pytest.mark.anyio

_ALL = [
    ("POST", COMPLETIONS),
    ("GET", COMPLETIONS),
    ("GET", f"{COMPLETIONS}/chatcmpl-1"),
    ("POST", f"{COMPLETIONS}/chatcmpl-1"),
    ("DELETE", f"{COMPLETIONS}/chatcmpl-1"),
    ("GET", f"{COMPLETIONS}/chatcmpl-1/messages"),
    ("POST", "/v1/embeddings"),
    ("GET", "/v1/models"),
    ("GET", "/v1/models/echo"),
]
_WRITING = [(method, path) for method, path in _ALL if method != "GET"]


@pytest.mark.parametrize(("method", "path"), _ALL)
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer  ", "Basic abc", "sk-chatapp-abc", "Bearer sk-chatapp-", "Bearer ü\x01"]
)
async def test_nobody_comes_in_without_a_key_that_is_known(
    stage: Stage, method: str, path: str, header: str
) -> None:
    refused = await stage.call(method, path, authorization=header)
    assert (refused.status, refused.error["code"]) == (401, "invalid_api_key")
    assert refused.error["type"] == "invalid_request_error"
    assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["bearer {}", "BEARER  {} ", "Bearer {}"])
async def test_the_word_bearer_may_be_written_in_any_way(stage: Stage, header: str) -> None:
    assert (await stage.call("GET", "/v1/models", authorization=header.format(stage.key))).status == 200


@pytest.mark.parametrize("path", [COMPLETIONS, "/v1/embeddings"])
@pytest.mark.parametrize(
    "head", [{"content-length": "1000000"}, {"transfer-encoding": "chunked"}, {"expect": "100-continue"}]
)
async def test_a_body_that_may_be_long_is_not_read_before_the_key(
    stage: Stage, path: str, head: dict[str, str]
) -> None:
    async def unread(scope: Scope, receive: Receive, send: Send) -> None:
        async def read() -> Message:
            raise AssertionError("the body was read")

        await WHOLE(scope, read, send)

    async with called(
        "POST", path, headers={"authorization": "Bearer unknown", **head}, application=unread
    ) as call:
        assert (await call.whole()).status == 401


async def test_a_key_that_is_revoked_stops_at_once(stage: Stage) -> None:
    assert (await stage.ask("echo")).status == 200
    await database_sync_to_async(keys.revoke)(stage.key_row, stage.user)
    refused = await stage.ask("echo")
    assert (refused.status, refused.error["code"]) == (401, "api_key_revoked")
    assert len(stage.scripted.requests) == 1


async def test_a_key_that_has_expired_says_so(stage: Stage) -> None:
    soon = timezone.now() + timedelta(hours=1)
    row, stage.key = await stage.new_key(expires_at=soon)
    assert (await stage.ask("echo")).status == 200
    await ApiKey.objects.filter(pk=row.pk).aupdate(expires_at=timezone.now() - timedelta(seconds=1))
    refused = await stage.ask("echo")
    assert (refused.status, refused.error["code"]) == (401, "api_key_expired")


async def test_the_key_of_a_person_who_is_deactivated_opens_nothing(stage: Stage, bob_online: Person) -> None:
    bob = bob_online.user
    _, stage.key = await stage.new_key(bob)
    bob.is_active = False
    await bob.asave()
    refused = await stage.call("GET", "/v1/models")
    assert (refused.status, refused.error["code"]) == (401, "user_deactivated")


@pytest.mark.parametrize(("method", "path"), _WRITING)
async def test_a_key_that_may_only_read_changes_nothing(stage: Stage, method: str, path: str) -> None:
    _, stage.key = await stage.new_key(read_only=True)
    refused = await stage.call(method, path, {"model": "echo"})
    assert (refused.status, refused.error["code"]) == (403, "read_only_key")
    assert (await stage.call("GET", "/v1/models")).status == 200


@pytest.mark.parametrize(
    ("limits", "name", "status"),
    [
        (["echo"], "echo", 200),
        (["scripted/echo"], "echo", 200),
        (["scripted/echo"], "scripted/echo", 200),
        (["scripted/echo"], "quick", 200),
        (["quick"], "quick", 200),
        (["quick"], "echo", 403),
        (["lorem", "echo"], "echo", 200),
        (["lorem"], "echo", 403),
        (["ech"], "echo", 403),
        (["lorem"], "quick", 403),
    ],
)
async def test_a_key_asks_only_the_models_that_it_is_limited_to(
    stage: Stage, limits: list[str], name: str, status: int
) -> None:
    await Alias.objects.acreate(name="quick", model=await stage.model("echo"))
    _, stage.key = await stage.new_key(allowed_models=limits)
    answer = await stage.ask(name)
    assert answer.status == status
    if status == 403:
        assert (answer.error["code"], answer.error["param"]) == ("model_not_allowed", "model")
        assert len(stage.scripted.requests) == 0


async def test_a_limit_to_a_name_is_none_to_the_same_name_elsewhere(stage: Stage) -> None:
    await stage.model("echo")
    await stage.model_at("other", "echo")
    _, stage.key = await stage.new_key(allowed_models=["echo"])
    assert (await stage.ask("other/echo")).status == 403
    assert (await stage.ask("echo")).value["provider"] == "scripted"


@pytest.mark.parametrize("name", ["nobody", "scripted/nobody", "nowhere/echo", "/", "echo/", "x" * 300])
async def test_a_model_that_nobody_has_is_not_found(stage: Stage, name: str) -> None:
    await stage.model("echo")
    for path, body in ((COMPLETIONS, _asked(name)), ("/v1/embeddings", {"model": name, "input": "a"})):
        refused = await stage.call("POST", path, body)
        assert (refused.status, refused.error["code"]) == (404, "model_not_found"), refused.error
        assert refused.error["param"] == "model"


async def test_that_a_key_is_used_is_written_down_once_a_minute(stage: Stage) -> None:
    assert (await ApiKey.objects.aget()).last_used_at is None
    await stage.ask("echo")
    first = (await ApiKey.objects.aget()).last_used_at
    assert first is not None
    await stage.ask("echo")
    assert (await ApiKey.objects.aget()).last_used_at == first
    before = first - timedelta(minutes=2)
    await ApiKey.objects.aupdate(last_used_at=before)
    await stage.ask("echo")
    last = (await ApiKey.objects.aget()).last_used_at
    assert last is not None
    assert last > first


async def test_a_key_that_opens_nothing_is_not_used(stage: Stage) -> None:
    await database_sync_to_async(keys.revoke)(stage.key_row, stage.user)
    await stage.ask("echo")
    assert (await ApiKey.objects.aget()).last_used_at is None


def _asked(model: str) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": "Hello"}]}


async def test_many_wrong_keys_from_one_address_are_slowed_and_known_ones_are_not(stage: Stage) -> None:
    await stage.model("echo")
    wrong = [await stage.call("GET", "/v1/models", authorization=f"Bearer wrong-{n}") for n in range(22)]
    assert [(answer.status, answer.error["code"]) for answer in wrong[19:]] == [
        (401, "invalid_api_key"),
        (429, "too_many_wrong_keys"),
        (429, "too_many_wrong_keys"),
    ]
    assert 1 <= int(wrong[-1].headers["retry-after"]) <= 60
    assert (await stage.call("GET", "/v1/models")).status == 200
