"""Where the code is in a Markdown text. Pure, and linear: a model writes what it likes.

markdown-it has no places for inline code, and takes ten seconds for some texts of a megabyte: this runs in the loop.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import groupby

__all__ = ["without_code"]

_fence = re.compile(r"[ \t>]*(`{3,}(?=[^`]*$)|~{3,})(.*)")
_backticks = re.compile(r"`+")


def without_code(text: str) -> str:
    """The text with spaces in the place of its code, blocks and spans: just as long."""
    grouped = groupby(_lines(text), key=lambda line: line[0])
    parts = ((fenced, "".join(line for _, line in lines)) for fenced, lines in grouped)
    return "".join(" " * len(part) if fenced else _without_spans(part) for fenced, part in parts)


def _lines(text: str) -> Iterator[tuple[bool, str]]:
    """Each line with its end, and whether it belongs to a fenced block. An unclosed block runs to the end."""
    opened = ""
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        mark = _fence.match(line)
        yield bool(opened or mark), line
        if mark and not opened:
            opened = mark[1]
        elif mark and mark[1].startswith(opened) and not mark[2].strip():
            opened = ""


def _without_spans(text: str) -> str:
    """Spans blanked: from a run of backticks to the next run as long, within a paragraph."""
    runs = list(_backticks.finditer(text))
    later: defaultdict[int, deque[int]] = defaultdict(deque)
    for index, run in enumerate(runs):
        later[len(run[0])].append(index)
    parts: list[str] = []
    done = closed = 0
    for index, run in enumerate(runs):
        closers = later[len(run[0])]
        closers.popleft()
        if index < closed or not closers or text.find("\n\n", run.end(), runs[closers[0]].start()) >= 0:
            continue
        end = runs[closers[0]].end()
        parts += [text[done : run.start()], " " * (end - run.start())]
        done, closed = end, closers[0] + 1
    return "".join([*parts, text[done:]])
