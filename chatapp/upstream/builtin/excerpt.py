"""The beginning of a Markdown text, cut so that what is left is whole Markdown. Pure.

Code is taken whole or left out, a table loses whole rows, and a paragraph or a list ends with a sentence, or
with a word where there is none: never within a link, emphasis, a code span or a formula.
"""

import re
from collections.abc import Iterator

__all__ = ["excerpt"]

_FIRST_CODE = 3
"""A text that begins with code may be this many times too long: a quote of nothing helps nobody."""

_PAIRS = ((r"\(", r"\)"), (r"\[", r"\]"), ("[", "]"))

_fence = re.compile(r"[ \t]*(`{3,}(?=[^`\n]*$)|~{3,})", re.M)
_sentence_end = re.compile(r"(?<!\d)[.!?:][\"'”’)*_]*(?=\s)|[。！？]|\n(?=[ \t]*(?:[-*+]|\d+[.)])\s)")
_word_end = re.compile(r"(?<=\S)(?=\s)")
_code_span = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.S)
_escaped = re.compile(r"\\[^()\[\]]")
_bullet = re.compile(r"^\s*[*+-]\s", re.M)
_target = re.compile(r"\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_flanking = [
    re.compile(r"(?<=\S)\*+|\*+(?=\S)"),
    re.compile(r"(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)"),
    re.compile(r"~~+"),
    re.compile(r"\$\$"),
]
_mark = re.compile(r"[\\`*_\[\]<>|~$]")


def excerpt(text: str, length: int) -> str:
    """The text if it has at most `length` characters, else whole blocks and sentences of it and a "…"."""
    taken: list[str] = []
    for block in _blocks(text):
        space = max(0, length - sum(map(len, taken)))
        part = _beginning(block, space, first=not taken)
        taken += [part] if part else []
        if part != block:
            return _with_ellipsis(taken)
    return "\n\n".join(taken)


def _blocks(text: str) -> Iterator[str]:
    """What blank lines part, and fenced code as one; a fence that nobody closed is closed, an empty one dropped."""
    lines = iter(text.splitlines())
    block: list[str] = []
    for line in lines:
        if opening := _fence.match(line):
            yield from _joined(block)
            yield from _code(line, lines, opening[1])
        elif line.strip():
            block.append(line)
        else:
            yield from _joined(block)
    yield from _joined(block)


def _joined(lines: list[str]) -> Iterator[str]:
    if lines:
        yield "\n".join(lines)
        lines.clear()


def _code(opening: str, lines: Iterator[str], fence: str) -> Iterator[str]:
    code = [opening]
    for line in lines:
        code.append(line)
        mark = line.strip()
        if len(mark) >= len(fence) and mark == fence[0] * len(mark):
            break
    else:
        code.append(opening[: len(opening) - len(opening.lstrip())] + fence)
    if any(line.strip() for line in code[1:-1]):
        yield "\n".join(code)


def _beginning(block: str, space: int, *, first: bool) -> str:
    """As much of the block as is whole Markdown and fits; of a first text always something."""
    if len(block) <= space:
        return block
    if _fence.match(block):
        return block if first and len(block) <= _FIRST_CODE * space else ""
    if block.lstrip().startswith("|"):
        return _rows(block, space)
    ends = [*_ends(_sentence_end, block, space)]
    if first:
        ends = [end for end in ends if end > space // 2] + [*_ends(_word_end, block, space)]
    whole = (block[:end].rstrip() for end in ends if _is_whole(block[:end]))
    return next(whole, _mark.sub(r"\\\g<0>", block[:space]) if first else "")


def _rows(table: str, space: int) -> str:
    """The table's first rows; nothing where not even one fits below the heading."""
    rows = table[: space + 1].split("\n")[:-1]
    return "\n".join(rows) if len(rows) > 2 else ""


def _ends(pattern: re.Pattern[str], text: str, space: int) -> Iterator[int]:
    """Where the text may end within the space, the last place first."""
    return reversed([found.end() for found in pattern.finditer(text, 0, space + 1) if found.end() <= space])


def _is_whole(text: str) -> bool:
    """Whether no link, emphasis, code span or formula is open at the end of the text."""
    text = _escaped.sub("", _code_span.sub("", text))
    bare = _target.sub("]", _bullet.sub("", text))
    paired = all(bare.count(opening) == bare.count(closing) for opening, closing in _PAIRS)
    even = all(len(mark.findall(bare)) % 2 == 0 for mark in _flanking)
    return paired and even and "](" not in bare and "`" not in bare


def _with_ellipsis(taken: list[str]) -> str:
    last = taken[-1].splitlines()[-1] if taken else "|"
    parted = bool(_fence.match(last)) or last.lstrip().startswith("|")
    return "\n\n".join([*taken, "…"]) if parted else "\n\n".join(taken) + " …"
