"""The tools that an answer called are kept with its row of the ledger, by their names."""

from typing import Any

import pytest

from chatapp.usage.models import UsageRecord
from tests.api.stage import Stage
from tests.servers.sweeping import until

pytestmark = pytest.mark.anyio

_OFFERED = {"tools": [{"type": "function", "function": {"name": "look_up", "parameters": {}}}]}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("model", "parameters", "kept"),
    [
        ("tool-parallel", _OFFERED, "look_up"),
        ("tool-name-split", _OFFERED, "look_up"),
        ("tool-custom", {}, "run"),
        ("function-call", {}, "get_weather"),
        ("echo", _OFFERED, ""),
    ],
)
async def test_an_answers_tools_are_in_its_row(
    stage: Stage, model: str, parameters: dict[str, Any], kept: str, stream: bool
) -> None:
    await stage.ask(model, stream=stream, store=True, **parameters)
    await until(UsageRecord.objects.aexists)
    assert (await UsageRecord.objects.aget()).tools == kept


async def test_a_callers_name_for_a_tool_is_kept_only_with_what_was_said(stage: Stage) -> None:
    await stage.ask("tool-parallel", **_OFFERED)
    await until(UsageRecord.objects.aexists)
    assert (await UsageRecord.objects.aget()).tools == "other"
