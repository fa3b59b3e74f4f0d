"""Scripts of the tests' own, beside those of the scripted provider."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from chatapp.upstream.scripted.scripts.answer import (
    Object,
    Script,
    ScriptedAnswer,
    answer,
    choice,
    delta,
    message,
    said,
    words,
)
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.faults import rejection
from chatapp.upstream.scripted.scripts.response import Hold, Response, Step
from chatapp.upstream.scripted.scripts.text import numbered
from chatapp.upstream.scripted.scripts.tools import TOOLS, tool_call
from chatapp.wire.json import jsontext
from tests.samples.pictures import DRAWINGS


def stepwise(call: ScriptedCall) -> ScriptedAnswer:
    """`stepwise-30`: a gate before each of thirty words."""
    text = numbered(call.count(30))
    return answer(message(text), _stepwise(text, call.model))


def _stepwise(text: str, gate: str) -> Iterator[Object | Step]:
    for word in words(text):
        yield Hold(gate)
        yield {"content": word}


def thinking(call: ScriptedCall) -> ScriptedAnswer:
    """A gate between the thought and the answer."""
    made = message("Answer.", reasoning_content="Thought.")
    return answer(made, [{"reasoning_content": "Thought."}, Hold(call.model), {"content": "Answer."}])


def always_calling(call: ScriptedCall) -> ScriptedAnswer:
    """Calls a tool again and again, and also where none was offered."""
    name = call.tools[0] if call.tools else "search_knowledge"
    made = tool_call(f"call_{call.number}", name, '{"query": "again"}')
    delta = {"tool_calls": [{"index": 0, **made}]}
    return answer(message(None, tool_calls=[made]), [delta], finish_reason="tool_calls")


def file_search(call: ScriptedCall) -> ScriptedAnswer | Response:
    """Searches for what the person wrote below their files, and cites all that was found."""
    asked = {**call.messages[-1], "content": call.question.rpartition("\n\n")[2]}
    script = TOOLS["tool"]
    return script(call if call.tool_result else replace(call, body={**call.body, "messages": [asked]}))


def half_a_call(call: ScriptedCall) -> ScriptedAnswer:
    """Some words, then a gate in the middle of the arguments of a call."""
    if call.tool_result is not None or len(call.messages) > 2:
        return said("Going on.")
    made = tool_call(f"call_{call.number}", "search_knowledge", '{"query": "half"}')
    begun = {"index": 0, **tool_call(made["id"], "search_knowledge", '{"query"')}
    rest = {"index": 0, "function": {"arguments": ': "half"}'}}
    deltas: list[Object | Step] = [{"content": "Let me look."}, {"tool_calls": [begun]}]
    deltas += [Hold(call.model), {"tool_calls": [rest]}]
    return answer(message("Let me look.", tool_calls=[made]), deltas, finish_reason="tool_calls")


def many_calls(streamed: str, call: ScriptedCall) -> ScriptedAnswer:
    """`calls-at-once-1000`, `calls-one-by-one-1000`: after some words so many calls of a tool."""
    if call.asks_for_title or call.tool_result is not None:
        return said("Many calls")
    made = [
        {"index": index, **tool_call(f"call_{index}", "search_knowledge", '{"query": "x"}')}
        for index in range(call.count(10))
    ]
    parts = [made] if streamed == "at once" else [[one] for one in made]
    deltas = [{"content": "Let me look."}, *({"tool_calls": part} for part in parts)]
    return answer(message("Let me look.", tool_calls=made), deltas, finish_reason="tool_calls")


def far_index(index: int, call: ScriptedCall) -> ScriptedAnswer:
    """A call at an index that no list has."""
    if call.tool_result is not None:
        return said(f"The tool said: {call.tool_result}")
    made = tool_call(f"call_{call.number}", "search_knowledge", '{"query": "provider"}')
    return answer(message(None, tool_calls=[made]), [{"tool_calls": [{"index": index, **made}]}])


def unmetered(call: ScriptedCall) -> ScriptedAnswer:
    """Two choices that say something in every way, each 100 characters long, of which nobody counts the tokens."""
    made = {**tool_call("call_1", "search_knowledge", "{" + "a" * 22 + "}"), "index": 0}
    said = {"reasoning_content": "b" * 20, "content": "c" * 20, "refusal": "d" * 20, "tool_calls": [made]}
    frames = [delta(said, index, "stop") for index in range(2)]
    choices = [choice({"role": "assistant", **said}, index=index) for index in range(2)]
    return ScriptedAnswer(frames, choices, usage_in="nowhere")


def call_without_id(call: ScriptedCall) -> ScriptedAnswer:
    if call.tool_result is not None:
        return said("The tool was called.")
    made = {"type": "function", "function": {"name": "search_knowledge", "arguments": '{"query": "x"}'}}
    return answer(message(None, tool_calls=[made]), [{"tool_calls": [{"index": 0, **made}]}])


def mixed_calls(call: ScriptedCall) -> ScriptedAnswer:
    """One of the search, and one of a tool that a person typed."""
    if call.tool_result is not None:
        return said(f"The tool said: {call.tool_result}")
    made = [
        {"index": 0, **tool_call("call_search", "search_knowledge", '{"query": "provider"}')},
        {"index": 1, **tool_call("call_weather", "get_weather", '{"city": "Oslo"}')},
    ]
    return answer(message(None, tool_calls=made), [{"tool_calls": made}], finish_reason="tool_calls")


def choices(call: ScriptedCall) -> ScriptedAnswer:
    """As many answers as were asked for, word by word side by side; `choices-hold` stops before their last words."""
    if call.asks_for_title:
        return said("Choices")
    number = call.body.get("n", 1)
    words = [
        [f"Answer {index}: ", *(f"word{index}.{word} " for word in range(20))] for index in range(number)
    ]
    first = [delta({"content": words[index][at]}, index) for at in range(10) for index in range(number)]
    last = [delta({"content": words[index][at]}, index) for at in range(10, 21) for index in range(number)]
    ends = [delta({}, index, "stop") for index in range(number)]
    held = [Hold(call.model)] if "hold" in call.model else []
    whole = [
        choice({"role": "assistant", "content": "".join(words[index])}, index=index)
        for index in range(number)
    ]
    return ScriptedAnswer([*first, *held, *last, *ends], whole)


def choices_with_calls(call: ScriptedCall) -> ScriptedAnswer:
    """Two answers, of which the second calls a tool first."""
    if call.asks_for_title:
        return said("Choices")
    if call.tool_result is not None:
        return said("The documents say so.")
    made = {"index": 0, **tool_call("call_1", "search_knowledge", '{"query": "provider"}')}
    frames = [
        delta({"content": "At once."}, 0, "stop"),
        delta({"tool_calls": [made]}, 1, "tool_calls"),
    ]
    return ScriptedAnswer(frames, [])


def no_choices(call: ScriptedCall) -> ScriptedAnswer | Response:
    return rejection(400, "Only n = 1 is supported.") if call.body.get("n", 1) > 1 else said(call.question)


def refused_then_ok(headers: dict[str, str], call: ScriptedCall) -> ScriptedAnswer | Response:
    if call.attempt == 1:
        return rejection(429, "Slow down.", headers=headers)
    return said(call.question)


def titled(text: str, call: ScriptedCall) -> ScriptedAnswer:
    """An answer, and then this for its title."""
    return said(text) if call.asks_for_title else said(call.question)


def no_title(call: ScriptedCall) -> ScriptedAnswer | Response:
    return rejection(503, "No titles today.") if call.asks_for_title else said(call.question)


def older_limit(call: ScriptedCall) -> ScriptedAnswer | Response:
    if "max_completion_tokens" in call.body:
        return rejection(422, "Extra inputs are not permitted.")
    return titled("Within the older limit", call)


def endless(call: ScriptedCall) -> ScriptedAnswer:
    """A title, and then all that its model can think of."""
    if not call.asks_for_title:
        return said(call.question)
    return answer(message(None), ({"content": "And on and on\n" + "and on " * 20} for _ in range(10**6)))


def without_end(delta: Object, call: ScriptedCall) -> ScriptedAnswer:
    """The same delta again and again."""
    if call.asks_for_title:
        return said("Without end")
    return answer(message(None), (delta for _ in range(10**6)))


def in_one_piece(form: str, call: ScriptedCall) -> ScriptedAnswer | Response:
    """20 MB in one event, or in an answer that is no stream."""
    if call.asks_for_title:
        return said("In one piece")
    text = "語" * (7 << 20)
    made = said(text, ["Begun: ", text])
    return made if form == "event" else Response(jsontext.dumps(made.completion(call)))


_LONG = "語" * 33_000
_ENDLESS: dict[str, Object] = {
    "content": {"content": _LONG},
    "reasoning": {"reasoning_content": _LONG},
    "refusal": {"refusal": _LONG},
    "tool": {
        "tool_calls": [
            {"index": 0, "id": "call_1", "function": {"name": "search_knowledge", "arguments": _LONG}}
        ]
    },
    "audio": {"audio": {"id": "audio_1", "data": "AAAA" * 25_000}},
    "details": {"reasoning_details": [{"type": "reasoning.encrypted", "data": "x" * 100_000}]},
}

OWN: dict[str, Script] = {
    **DRAWINGS,
    **{f"endless-{kind}": partial(without_end, delta) for kind, delta in _ENDLESS.items()},
    "stepwise": stepwise,
    "thinking": thinking,
    "tool-always": always_calling,
    "tool-files": file_search,
    "tool-mixed": mixed_calls,
    "choices": choices,
    "choices-hold": choices,
    "choices-calls": choices_with_calls,
    "choices-none": no_choices,
    "tool-half": half_a_call,
    "tool-no-id": call_without_id,
    "calls-at-once": partial(many_calls, "at once"),
    "calls-one-by-one": partial(many_calls, "one by one"),
    "far-index": partial(far_index, 2_000_000_000),
    "negative-index": partial(far_index, -1),
    "huge-event": partial(in_one_piece, "event"),
    "huge-json": partial(in_one_piece, "json"),
    "unmetered": unmetered,
    "title-markdown": partial(
        titled, "**Title:** A _short_ [title](https://example.com) of `OPENAI_API_KEY`"
    ),
    "title-long": partial(titled, "It is a title of many words" + ", and of more words" * 20),
    "title-none": no_title,
    "title-max-tokens": older_limit,
    "title-endless": endless,
    "busy-then-ok": partial(refused_then_ok, {"retry-after": "0"}),
    "busy-for-long": partial(refused_then_ok, {"retry-after": "3600"}),
}
