"""A provider that searches, and quotes rightly once and wrongly three times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.answers.questions import words
from chatapp.upstream.scripted.scripts.answer import ScriptedAnswer, said
from chatapp.upstream.scripted.scripts.call import ScriptedCall
from chatapp.upstream.scripted.scripts.response import Response
from chatapp.upstream.scripted.scripts.tools import TOOLS

__all__ = ["CLAIM", "liar"]

CLAIM = re.compile(r"(?P<kind>Truly|Invented|Borrowed|Nowhere): (?P<before>“[^”]+” )\[(?P<number>\d+)\]")
_INVENTED = "the board decided at Easter that everything here is free of charge"
_LINE = re.compile(r"[^“”„\"«»\n|`#]{40,160}(?!\w)")


def liar(call: ScriptedCall) -> ScriptedAnswer | Response:
    """With the kind of each claim before it."""
    if call.tool_result is None:
        return TOOLS["tool"](call)
    return said("\n\n".join(_claims(json.loads(call.tool_result)["passages"])) or "I know nothing.")


def _claims(passages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for passage in passages[:1]:
        number, line = passage["number"], _LINE.search(passage["text"])
        yield f"Invented: “{_INVENTED}” [{number}]"
        yield f"Nowhere: “{_INVENTED}” [{number + 90}]"
        if line:
            yield f"Truly: “{line[0].strip()}” [{number}]"
            others = [one for one in passages if words(line[0]) not in words(one["text"])]
            yield from (f"Borrowed: “{line[0].strip()}” [{other['number']}]" for other in others[:1])
