"""Scripts that call tools, in every shape that servers send; with a tool's result they answer in words."""

import json
from collections.abc import Callable, Iterator
from functools import partial

from chatapp.upstream.scripted.scripts.answer import (
    Object,
    Script,
    ScriptedAnswer,
    answer,
    choice,
    message,
    said,
)
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.response import Response

SEARCH = "search_knowledge"
Shape = Callable[[str, str, str], Iterator[Object]]  # id, name, arguments -> deltas


def knowledge(call: ScriptedCall) -> ScriptedAnswer:
    """Searches where it can, then answers with a marker for each passage that was found."""
    if call.tool_result is not None:
        return said(_cited(call.tool_result), rate=call.rate())
    if SEARCH not in call.tools:
        return said(f"{SEARCH} was not offered.", rate=call.rate())
    return _calling(call, in_fragments, SEARCH)


def _cited(result: str) -> str:
    try:
        passages = json.loads(result)["passages"]
    except (ValueError, TypeError, KeyError):
        passages = []
    said_by = [f"{passage['title']} says so [{passage['number']}]." for passage in passages]
    return " ".join(said_by) or "Nothing was found."


def in_shape(shape: Shape, call: ScriptedCall) -> ScriptedAnswer:
    """Calls the first tool that was offered, in the given shape."""
    return _calling(call, shape, _name(call))


def _calling(call: ScriptedCall, shape: Shape, name: str) -> ScriptedAnswer:
    call_id, arguments = f"call_{call.number}", json.dumps({"query": call.question})
    made = message(None, tool_calls=[tool_call(call_id, name, arguments)])
    return answer(made, shape(call_id, name, arguments), finish_reason="tool_calls", rate=call.rate())


def _name(call: ScriptedCall) -> str:
    return call.tools[0] if call.tools else "get_weather"


def tool_call(call_id: str, name: str, arguments: str) -> Object:
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def whole(call_id: str, name: str, arguments: str) -> Iterator[Object]:
    yield _calls({"index": 0, **tool_call(call_id, name, arguments)})


def in_fragments(call_id: str, name: str, arguments: str) -> Iterator[Object]:
    """As the API itself does: id and name first, then pieces of the arguments."""
    yield _calls({"index": 0, **tool_call(call_id, name, "")})
    for piece in _pieces(arguments):
        yield _calls({"index": 0, "function": {"arguments": piece}})


def id_sent_again(call_id: str, name: str, arguments: str) -> Iterator[Object]:
    for piece in _pieces(arguments):
        yield _calls({"index": 0, **tool_call(call_id, name, piece)})


def new_id_each(call_id: str, name: str, arguments: str) -> Iterator[Object]:
    for number, piece in enumerate(_pieces(arguments)):
        again = tool_call(f"{call_id}_{number}" if number else call_id, name, piece)
        yield _calls({"index": 0, **again})


def name_split(call_id: str, name: str, arguments: str) -> Iterator[Object]:
    yield _calls({"index": 0, **tool_call(call_id, name[:4], "")})
    yield _calls({"index": 0, "function": {"name": name[4:]}})
    yield _calls({"index": 0, "function": {"arguments": arguments}})


def index_repeated(call_id: str, name: str, arguments: str) -> Iterator[Object]:
    """Two fragments of one call in one chunk."""
    half = len(arguments) // 2
    first = {"index": 0, **tool_call(call_id, name, arguments[:half])}
    yield _calls(first, {"index": 0, "function": {"arguments": arguments[half:]}})


def index_missing(call_id: str, name: str, arguments: str) -> Iterator[Object]:
    yield _calls(tool_call(call_id, name, ""))
    for piece in _pieces(arguments):
        yield _calls({"function": {"arguments": piece}})


def empty_object_first(call_id: str, name: str, arguments: str) -> Iterator[Object]:
    """`{}` as a placeholder, then the arguments from their start."""
    yield _calls({"index": 0, **tool_call(call_id, name, "{}")})
    yield _calls({"index": 0, "function": {"arguments": arguments}})


def nulls(call_id: str, name: str, arguments: str) -> Iterator[Object]:
    """Every field in every fragment, with null for what it does not bring."""
    nothing = {"content": None, "role": None, "refusal": None}
    yield {**nothing, **_calls({"index": 0, **tool_call(call_id, name, "")})}
    for piece in _pieces(arguments):
        fragment = {"index": 0, "id": None, "type": None, "function": {"name": None, "arguments": piece}}
        yield {**nothing, **_calls(fragment)}


def parallel(call: ScriptedCall) -> ScriptedAnswer:
    """Two calls whose fragments alternate."""
    arguments = [json.dumps({"query": f"{call.question} {number}"}) for number in range(2)]
    calls = [
        tool_call(f"call_{call.number}_{index}", _name(call), text) for index, text in enumerate(arguments)
    ]
    return answer(
        message(None, tool_calls=calls), _alternating(calls), finish_reason="tool_calls", rate=call.rate()
    )


def _alternating(calls: list[Object]) -> Iterator[Object]:
    for index, call in enumerate(calls):
        yield _calls({"index": index, **tool_call(call["id"], call["function"]["name"], "")})
    for pieces in zip(*(_pieces(call["function"]["arguments"]) for call in calls), strict=True):
        for index, piece in enumerate(pieces):
            yield _calls({"index": index, "function": {"arguments": piece}})


def full_message(call: ScriptedCall) -> ScriptedAnswer:
    """A whole message in the place of the delta, in the one chunk there is."""
    arguments = json.dumps({"query": call.question})
    made = message(None, tool_calls=[tool_call(f"call_{call.number}", _name(call), arguments)])
    frame = {"index": 0, "message": made, "logprobs": None, "finish_reason": "tool_calls"}
    return ScriptedAnswer([frame], [choice(made, "tool_calls")])


def custom(call: ScriptedCall) -> ScriptedAnswer:
    """A custom tool, whose input is free text."""
    head = {"id": f"call_{call.number}", "type": "custom"}
    made = message(None, tool_calls=[{**head, "custom": {"name": "run", "input": call.question}}])
    deltas = [_calls({"index": 0, **head, "custom": {"name": "run", "input": ""}})]
    deltas += [_calls({"index": 0, "custom": {"input": piece}}) for piece in _pieces(call.question)]
    return answer(made, deltas, finish_reason="tool_calls", rate=call.rate())


def legacy(call: ScriptedCall) -> ScriptedAnswer:
    """`function_call`, from before there were tools."""
    arguments = json.dumps({"query": call.question})
    made = message(None, function_call={"name": "get_weather", "arguments": arguments})
    deltas = [{"function_call": {"name": "get_weather", "arguments": ""}}]
    deltas += [{"function_call": {"arguments": piece}} for piece in _pieces(arguments)]
    return answer(made, deltas, finish_reason="function_call", rate=call.rate())


def _calls(*fragments: Object) -> Object:
    return {"tool_calls": list(fragments)}


def _pieces(text: str, size: int = 5) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _then_words(script: Script, call: ScriptedCall) -> ScriptedAnswer | Response:
    if call.tool_result is not None:
        return said(f"The tool said: {call.tool_result}", rate=call.rate())
    return script(call)


_CALLING: dict[str, Script] = {
    "tool-whole": partial(in_shape, whole),
    "tool-fragments": partial(in_shape, in_fragments),
    "tool-id-again": partial(in_shape, id_sent_again),
    "tool-new-ids": partial(in_shape, new_id_each),
    "tool-name-split": partial(in_shape, name_split),
    "tool-index-repeated": partial(in_shape, index_repeated),
    "tool-index-missing": partial(in_shape, index_missing),
    "tool-empty-object": partial(in_shape, empty_object_first),
    "tool-nulls": partial(in_shape, nulls),
    "tool-message": full_message,
    "tool-parallel": parallel,
    "tool-custom": custom,
    "function-call": legacy,
}
TOOLS: dict[str, Script] = {
    "tool": knowledge,
    **{name: partial(_then_words, script) for name, script in _CALLING.items()},
}
