"""What a call is expected to read, where nobody reports it."""

import json

from chatapp.turns.calls.result import estimated_prompt_tokens
from chatapp.usage.estimate import tokens
from chatapp.wire.request.chat import Request

_TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}


def test_definitions_of_tools_are_read_too() -> None:
    asked = Request({"messages": [{"role": "user", "content": "abcdefgh"}]})
    defined = tokens(json.dumps([_TOOL], separators=(",", ":")))
    assert estimated_prompt_tokens(asked) == 4 + 2
    assert estimated_prompt_tokens(asked.with_(tools=[_TOOL])) == 4 + 2 + defined
    assert estimated_prompt_tokens(asked.with_(functions=[_TOOL])) == 4 + 2 + defined
