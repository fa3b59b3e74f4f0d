"""Streams of tool calls and words as servers really send them: one for each quirk.

Each is the list of deltas of choice 0, and what the message is without `stream`.
"""

from typing import Any

Deltas = list[dict[str, Any] | None]


def _call(index: int | None, id: str | None, name: str | None, arguments: Any, **more: Any) -> dict[str, Any]:
    body = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    head = {key: value for key, value in (("index", index), ("id", id)) if value is not None}
    return {**head, **({"type": "function"} if id else {}), "function": body, **more}


def _calls(*calls: dict[str, Any]) -> dict[str, Any]:
    return {"tool_calls": list(calls)}


OPENING = {"role": "assistant", "content": None}

CALLS: dict[str, tuple[Deltas, list[list[str]]]] = {
    "by the book": (
        [
            OPENING,
            _calls(_call(0, "a", "get", "")),
            _calls(_call(0, None, None, '{"x"')),
            _calls(_call(0, None, None, ":1}")),
            _calls(_call(1, "b", "put", "")),
            _calls(_call(1, None, None, "{}")),
        ],
        [["a", "get", '{"x":1}'], ["b", "put", "{}"]],
    ),
    "calls interleaved": (
        [
            _calls(_call(0, "a", "get", ""), _call(1, "b", "put", "")),
            _calls(_call(1, None, None, '{"y"'), _call(0, None, None, '{"x"')),
            _calls(_call(0, None, None, ":1}"), _call(1, None, None, ":2}")),
        ],
        [["a", "get", '{"x":1}'], ["b", "put", '{"y":2}']],
    ),
    "a gap in the indexes": (
        [_calls(_call(3, "b", "put", "{}")), _calls(_call(1, "a", "get", "{}"))],
        [["a", "get", "{}"], ["b", "put", "{}"]],
    ),
    "id and name sent again with every fragment": (
        [_calls(_call(0, "a", "get", part)) for part in ("", '{"x"', ":1", "}")],
        [["a", "get", '{"x":1}']],
    ),
    "name split": (
        [
            _calls(_call(0, "a", "get_", "")),
            _calls(_call(0, None, "weather", "")),
            _calls(_call(0, None, None, "{}")),
        ],
        [["a", "get_weather", "{}"]],
    ),
    "name longer every time": (
        [_calls(_call(0, "a", name, "")) for name in ("get", "get_wea", "get_weather")]
        + [_calls(_call(0, None, None, "{}"))],
        [["a", "get_weather", "{}"]],
    ),
    "an index repeated within a chunk, by the same call": (
        [_calls(_call(0, "a", "get", ""), _call(0, None, None, '{"x"'), _call(0, None, None, ":1}"))],
        [["a", "get", '{"x":1}']],
    ),
    "an index repeated within a chunk, by another call": (
        [_calls(_call(0, "a", "get", '{"x":1}'), _call(0, "b", "get", '{"x":2}'))],
        [["a", "get", '{"x":1}'], ["b", "get", '{"x":2}']],
    ),
    "all parallel calls have index 0": (
        [
            _calls(_call(0, "a", "get", '{"x":1}')),
            _calls(_call(0, "b", "get", "{}")),
            _calls(_call(0, "c", "put", '{"x"')),
            _calls(_call(0, None, None, ":3}")),
        ],
        [["a", "get", '{"x":1}'], ["b", "get", "{}"], ["c", "put", '{"x":3}']],
    ),
    "a new id with every fragment": (
        [
            _calls(_call(0, "a", "get", "")),
            _calls(_call(0, "b", None, '{"x"')),
            _calls(_call(0, "c", None, ":1}")),
        ],
        [["a", "get", '{"x":1}']],
    ),
    "no index": (
        [
            _calls(_call(None, "a", "get", '{"x"')),
            _calls(_call(None, None, None, ":1}")),
            _calls(_call(None, "b", "put", '{"y"')),
            _calls(_call(None, "b", None, ":2}")),
            _calls(_call(None, "a", None, " ")),
        ],
        [["a", "get", '{"x":1} '], ["b", "put", '{"y":2}']],
    ),
    "no index, and a new id with every fragment": (
        [_calls(_call(None, "a", "get", '{"x"')), _calls(_call(None, "b", None, ":1}"))],
        [["a", "get", '{"x":1}']],
    ),
    "neither index nor id": (
        [_calls(_call(None, None, "get", '{"x":1}'), _call(None, None, "get", '{"x":2}'))],
        [["", "get", '{"x":1}'], ["", "get", '{"x":2}']],
    ),
    "an empty object, and then the arguments": (
        [
            _calls(_call(0, "a", "get", "{}")),
            _calls(_call(0, None, None, '{"x"')),
            _calls(_call(0, None, None, ":1}")),
        ],
        [["a", "get", '{"x":1}']],
    ),
    "an empty object that is all": (
        [_calls(_call(0, "a", "get", "{}")), _calls(_call(0, None, None, ""))],
        [["a", "get", "{}"]],
    ),
    "no arguments at all": ([_calls(_call(0, "a", "get", None))], [["a", "get", ""]]),
    "arguments as an object": ([_calls(_call(0, "a", "get", {"x": 1}))], [["a", "get", '{"x":1}']]),
    "the whole call once more at the end": (
        [
            _calls(_call(0, "a", "get", '{"x"')),
            _calls(_call(0, None, None, ":1}")),
            _calls(_call(0, "a", "get", '{"x":1}')),
        ],
        [["a", "get", '{"x":1}']],
    ),
    "name null in the fragments": (
        [
            _calls(_call(0, "a", "get", "")),
            _calls({"index": 0, "id": None, "type": None, "function": {"name": None, "arguments": "{}"}}),
        ],
        [["a", "get", "{}"]],
    ),
    "id and name empty in the fragments": (
        [_calls(_call(0, "a", "get", "")), _calls(_call(0, "", "", "{}"))],
        [["a", "get", "{}"]],
    ),
    "the id comes late": (
        [_calls(_call(0, None, "get", '{"x"')), _calls(_call(0, "a", None, ":1}"))],
        [["a", "get", '{"x":1}']],
    ),
    "a surrogate pair split within the arguments": (
        [_calls(_call(0, "a", "get", '{"x":"\ud83d')), _calls(_call(0, None, None, '\ude00"}'))],
        [["a", "get", '{"x":"😀"}']],
    ),
    "a custom tool": (
        [
            _calls({"index": 0, "id": "a", "type": "custom", "custom": {"name": "sh", "input": ""}}),
            _calls({"index": 0, "custom": {"input": "{}"}}),
            _calls({"index": 0, "custom": {"input": "{ls"}}),
        ],
        [["a", "sh", "{}{ls"]],
    ),
    "a custom tool under its other key": (
        [_calls({"index": 0, "id": "a", "type": "custom", "custom_tool": {"name": "sh", "input": "ls"}})],
        [["a", "sh", "ls"]],
    ),
    "things in the list that are no calls": (
        [_calls(_call(0, "a", "get", "{}")), {"tool_calls": [None, 3, "x"]}, {"tool_calls": None}],
        [["a", "get", "{}"]],
    ),
}

WORDS: dict[str, tuple[Deltas, dict[str, Any]]] = {
    "by the book": (
        [{"role": "assistant", "content": "", "refusal": None}, {"content": "a"}, {"content": "b"}, {}],
        {"content": "ab"},
    ),
    "nothing was said": ([{"role": "assistant", "content": ""}, {}], {"content": ""}),
    "a delta that is null": (
        [{"content": "a"}, None, {"content": None}, {"content": "b"}],
        {"content": "ab"},
    ),
    "the role repeated": ([{"role": "assistant", "content": text} for text in "ab"], {"content": "ab"}),
    "the same word twice": ([{"content": "ha"}, {"content": "ha"}], {"content": "haha"}),
    "a surrogate pair split": ([{"content": "a\ud83d"}, {"content": "\ude00b"}], {"content": "a😀b"}),
    "a surrogate pair split around an empty delta": (
        [{"content": "\ud83d"}, {"content": ""}, {}, {"content": "\ude00"}],
        {"content": "😀"},
    ),
    "half a surrogate pair for good": (
        [{"content": "\ud83d"}, {"content": "x\ud83d"}],
        {"content": "\ud83dx\ud83d"},
    ),
    "U+0000": ([{"content": "a\0"}, {"content": "b"}], {"content": "a\0b"}),
    "a refusal": (
        [{"role": "assistant", "content": "", "refusal": None}, {"refusal": "I "}, {"refusal": "won't"}],
        {"content": None, "refusal": "I won't"},
    ),
    "reasoning_content": (
        [
            {"content": None, "reasoning_content": "h"},
            {"content": None, "reasoning_content": "m"},
            {"content": "a"},
        ],
        {"content": "a", "reasoning_content": "hm"},
    ),
    "reasoning": (
        [{"reasoning": "h"}, {"reasoning": "m"}, {"content": "a"}],
        {"content": "a", "reasoning": "hm"},
    ),
    "the same reasoning under two names": (
        [{"reasoning": t, "reasoning_content": t} for t in "hm"] + [{"content": "a"}],
        {"content": "a", "reasoning": "hm", "reasoning_content": "hm"},
    ),
    "reasoning with its details": (
        [
            {
                "content": "",
                "reasoning": t,
                "reasoning_details": [{"type": "reasoning.text", "text": t, "index": 0}],
            }
            for t in "hm"
        ]
        + [{"reasoning_details": [{"type": "reasoning.text", "text": "", "index": 0, "signature": "s"}]}]
        + [
            {"reasoning_details": [{"type": "reasoning.encrypted", "data": "e", "index": 1}]},
            {"content": "a"},
        ],
        {
            "content": "a",
            "reasoning": "hm",
            "reasoning_details": [
                {"type": "reasoning.text", "text": "hm", "index": 0, "signature": "s"},
                {"type": "reasoning.encrypted", "data": "e", "index": 1},
            ],
        },
    ),
    "reasoning in its details only": (
        [{"reasoning_details": [{"type": "reasoning.summary", "summary": t}]} for t in "hm"],
        {"content": None, "reasoning_details": [{"type": "reasoning.summary", "summary": "hm"}]},
    ),
    "content as parts, thinking among them": (
        [
            {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "h"}]}]},
            {"content": [{"type": "thinking", "thinking": "m"}]},
            {"content": [{"type": "text", "text": "a"}, "b"]},
            {"content": "c"},
        ],
        {"content": "abc", "reasoning_content": "hm"},
    ),
    "annotations": (
        [{"content": "a"}, {"annotations": [{"type": "x"}]}, {"annotations": [{"type": "y"}]}],
        {"content": "a", "annotations": [{"type": "x"}, {"type": "y"}]},
    ),
    "a legacy function call": (
        [
            {"role": "assistant", "content": None, "function_call": {"name": "get", "arguments": ""}},
            {"function_call": {"arguments": '{"x"'}},
            {"function_call": {"arguments": ":1}"}},
        ],
        {"content": None, "function_call": {"name": "get", "arguments": '{"x":1}'}},
    ),
    "audio": (
        [
            {"role": "assistant", "content": None, "audio": {"id": "au", "transcript": "He"}},
            {"audio": {"transcript": "llo"}},
            {"audio": {"data": "YWI="}},
            {"audio": {"data": "Yw=="}},
            {"audio": {"expires_at": 7}},
        ],
        {"content": None, "audio": {"id": "au", "transcript": "Hello", "data": "YWJj", "expires_at": 7}},
    ),
    "audio cut at any byte": (
        [{"audio": {"id": "au", "data": "YW"}}, {"audio": {"data": "Jj"}}, {"audio": {"data": "ZA=="}}],
        {"content": None, "audio": {"id": "au", "data": "YWJjZA=="}},
    ),
    "fields that nobody knows": (
        [{"content": "a", "mood": "calm", "n": 1}, {"content": "b", "mood": "wild", "n": None}],
        {"content": "ab", "mood": "wild", "n": 1},
    ),
    "known fields of a wrong type": (
        [{"content": 7, "refusal": {"a": 1}, "audio": "x"}, {"content": "a"}],
        {"content": "a", "refusal": {"a": 1}, "audio": "x"},
    ),
}
