"""What the scripted provider answers so that all that an answer can hold is seen."""

import json
from base64 import b64encode
from collections.abc import Iterator

from chatapp.upstream.scripted.scripts.answer import (
    Object,
    Script,
    ScriptedAnswer,
    answer,
    choice,
    delta,
    message,
    said,
)
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.response import Hold, Step
from chatapp.upstream.scripted.scripts.tools import tool_call

TASKS = {
    "tasks": [
        {"title": "Write <b>it</b> down", "owner": "Alice", "days": 2},
        {"title": "Read it again", "owner": None, "days": "soon"},
    ]
}
WEATHER = {"city": "Oslo", "days": [1, 2], "exact": 12345678901234567890}


def two_tools(call: ScriptedCall) -> ScriptedAnswer:
    """Calls one tool that there is and one that there is not; a gate within the arguments of the second."""
    if call.tool_result is not None:
        return said("Neither says more.")
    arguments = json.dumps(WEATHER)
    calls = [tool_call("call_1", "list_documents", "{}"), tool_call("call_2", "get_weather", arguments)]
    return answer(
        message(None, tool_calls=calls), _two_tools(call.model, arguments), finish_reason="tool_calls"
    )


def quoting(call: ScriptedCall) -> ScriptedAnswer:
    """Searches for the question, and answers with the words that stand in it in quotation marks."""
    if call.tool_result is None:
        asked = tool_call("call_1", "search_knowledge", json.dumps({"query": _asked(call)}))
        return answer(
            message(None, tool_calls=[asked]),
            [{"tool_calls": [{"index": 0, **asked}]}],
            finish_reason="tool_calls",
        )

    return said(f"It says “{_asked(call)}” [1].")


def obeying(call: ScriptedCall) -> ScriptedAnswer:
    """Searches for the question, then quotes what stands there and what does not, and cites what was not found."""
    if call.tool_result is None:
        return quoting(call)
    return said(
        "It says “The observatory opens at dusk” [1], and “the observatory burned down last night” [1]. So it is [7]."
    )


def _asked(call: ScriptedCall) -> str:
    return next(str(one["content"]) for one in reversed(call.messages) if one.get("role") == "user")


def _two_tools(gate: str, arguments: str) -> Iterator[Object | Step]:
    yield {"tool_calls": [{"index": 0, **tool_call("call_1", "list_documents", "{}")}]}
    half = arguments.index('"days"')
    yield {"tool_calls": [{"index": 1, **tool_call("call_2", "get_weather", arguments[:half])}]}
    yield Hold(gate)
    yield {"tool_calls": [{"index": 1, "function": {"arguments": arguments[half:]}}]}


def tasks(call: ScriptedCall) -> ScriptedAnswer:
    """A list of tasks, of which one is not like the example of the settings; a gate in the middle."""
    text = json.dumps(TASKS)
    half = text.index('"owner"')
    return answer(message(text), [{"content": text[:half]}, Hold(call.model), {"content": text[half:]}])


def unsure(call: ScriptedCall) -> ScriptedAnswer:
    """Tokens from sure to unlikely, each with an alternative."""
    odds = {"It": -0.01, " is": -0.3, " <b>": -0.9, "sunny": -2.0, ".\n": -0.05}
    tokens = [
        {**_token(text, value), "top_logprobs": [_token(text, value), _token(" rain", -1.5)]}
        for text, value in odds.items()
    ]
    frames = [
        delta({"content": token["token"]}, logprobs={"content": [token], "refusal": None}) for token in tokens
    ]
    logprobs = {"content": tokens, "refusal": None}
    whole = choice(message("".join(odds)), logprobs=logprobs)
    return ScriptedAnswer([*frames, delta({}, finish_reason="stop")], [whole])


def spoken(call: ScriptedCall) -> ScriptedAnswer:
    """A tenth of a second of silence, as streams of speech have it, and its words."""
    data = b64encode(bytes(4800)).decode()
    half = len(data) // 2
    deltas: list[Object | Step] = [
        {"audio": {"id": "audio_1", "data": data[:half], "transcript": "Hello"}},
        {"audio": {"data": data[half:], "transcript": " there."}},
    ]
    audio = {"id": "audio_1", "data": data, "transcript": "Hello there."}
    return answer(message(None, audio=audio), deltas)


def _token(text: str, logprob: float) -> Object:
    return {"token": text, "logprob": logprob, "bytes": list(text.encode())}


REPLIES: dict[str, Script] = {
    "obeying": obeying,
    "quoting": quoting,
    "spoken": spoken,
    "tasks": tasks,
    "two-tools": two_tools,
    "unsure": unsure,
}
