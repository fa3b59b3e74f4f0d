"""A stored request as a script that asks it again. The key comes from `OPENAI_API_KEY`, never from the script."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from chatapp.wire.request.parameters import PARAMETERS

_WIDTH = 100
_INDENT = "    "

# What a terminal acts on, or shows in another order than it is.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def curl(base_url: str, request: Mapping[str, Any]) -> str:
    """`base_url` ends in `/v1`. The body is a quoted here-document: the shell expands nothing in it."""
    body = json.dumps(request, indent=2, ensure_ascii=False)
    return f"""\
curl {shlex.quote(base_url)}/chat/completions \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  --data-binary @- <<'JSON'
{_UNSEEN.sub(_escaped, body)}
JSON
"""


def python(base_url: str, request: Mapping[str, Any]) -> str:
    """For the official client. `base_url` ends in `/v1`."""
    known = {name: value for name, value in request.items() if _is_keyword(name)}
    rest = {name: value for name, value in request.items() if name not in known}
    arguments = known | ({"extra_body": rest} if rest else {})
    lines = "".join(f"{_INDENT}{name}={_literal(value, 1)},\n" for name, value in arguments.items())
    return f"""\
import os

from openai import OpenAI

client = OpenAI(base_url={base_url!r}, api_key=os.environ["OPENAI_API_KEY"])

{_STREAMED.format(lines) if request.get("stream") else _WHOLE.format(lines)}"""


def _is_keyword(name: str) -> bool:
    return name in PARAMETERS and PARAMETERS[name].by_keyword


_WHOLE = """\
completion = client.chat.completions.create(
{})
for choice in completion.choices:
    print(choice.message.content or choice.message)
"""
_STREAMED = """\
stream = client.chat.completions.create(
{})
for chunk in stream:
    for choice in chunk.choices:
        print(choice.delta.content or "", end="", flush=True)
print()
"""


def _literal(value: Any, depth: int) -> str:
    """A JSON value as Python, in one line where it fits."""
    line = repr(value)
    if not isinstance(value, dict | list) or not value or len(line) + len(_INDENT) * depth <= _WIDTH:
        return line
    opens, closes = "{}" if isinstance(value, dict) else "[]"
    inside = "".join(f"{_INDENT * (depth + 1)}{item},\n" for item in _items(value, depth + 1))
    return f"{opens}\n{inside}{_INDENT * depth}{closes}"


def _items(value: dict[str, Any] | list[Any], depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        return (f"{key!r}: {_literal(inner, depth)}" for key, inner in value.items())
    return (_literal(inner, depth) for inner in value)


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"
