"""The limit of requests that a key may have: by the minute, for all processes together."""

import asyncio
from datetime import timedelta

import pytest
from django.db.models import F

from chatapp.accounts.models import ApiKey
from tests.api.stage import COMPLETIONS, Stage

pytestmark = pytest.mark.anyio

_LIMIT = "x-ratelimit-limit-requests"
_LEFT = "x-ratelimit-remaining-requests"
_RESET = "x-ratelimit-reset-requests"


async def test_each_answer_tells_what_is_left(stage: Stage) -> None:
    _, stage.key = await stage.new_key(requests_per_minute=3)
    told = [(await stage.ask("echo")).headers, (await stage.stream("echo")).headers]
    told.append((await stage.call("GET", "/v1/models")).headers)
    assert [headers[_LIMIT] for headers in told] == ["3", "3", "3"]
    assert [headers[_LEFT] for headers in told] == ["2", "1", "0"]
    assert told[0][_RESET] == "60s"


async def test_what_is_above_the_limit_is_refused_until_the_minute_ends(stage: Stage) -> None:
    row, stage.key = await stage.new_key(requests_per_minute=1)
    await stage.ask("echo")
    for _ in range(3):
        refused = await stage.ask("echo")
        assert (refused.status, refused.error["code"]) == (429, "rate_limit_exceeded")
        assert refused.headers[_LEFT] == "0"
        assert refused.headers["retry-after"] == refused.headers[_RESET].removesuffix("s")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert len(stage.scripted.requests) == 1
    minute = timedelta(minutes=1)
    await ApiKey.objects.filter(pk=row.pk).aupdate(minute_began_at=F("minute_began_at") - minute)
    assert (await stage.ask("echo")).headers[_LEFT] == "0"


async def test_of_many_requests_at_once_as_many_come_in_as_the_limit_says(stage: Stage) -> None:
    await stage.model("echo")
    _, stage.key = await stage.new_key(requests_per_minute=5)
    answers = await asyncio.gather(*(stage.ask("echo") for _ in range(12)))
    assert sorted(answer.status for answer in answers) == [200] * 5 + [429] * 7


async def test_requests_that_are_refused_later_count_too(stage: Stage) -> None:
    _, stage.key = await stage.new_key(requests_per_minute=2)
    malformed = await stage.call("POST", COMPLETIONS, b"{")
    assert (malformed.status, malformed.headers[_LEFT]) == (400, "1")
    missing = await stage.call("GET", "/v1/models/nobody")
    assert (missing.status, missing.headers[_LEFT]) == (404, "0")


async def test_a_key_without_a_limit_tells_of_none(stage: Stage) -> None:
    assert _LIMIT not in (await stage.ask("echo")).headers
