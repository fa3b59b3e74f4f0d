"""The beginning of a Markdown text, cut so that what is left is whole Markdown. Pure.

Code is taken whole or left out, a table loses whole rows, and a paragraph or a list ends with a sentence, or
with a word where there is none: never within a link, emphasis, a code span or a formula.
"""

import re
from collections.abc import Iterator

from chatapp.markdown.blocks import BlockKind, blocks
from chatapp.markdown.code import without_code
from chatapp.markdown.plain import plain

__all__ = ["excerpt"]

_FIRST_CODE = 3
"""A text that begins with code may be this many times too long: a quote of nothing helps nobody."""
_TRIES = 40
"""The ends that are tried, the last first: each is parsed."""

_fence = re.compile(r"[ \t]*(`{3,}|~{3,})")
_sentence_end = re.compile(r"(?<!\d)[.!?:][\"'”’)*_]*(?=\s)|[。！？]|\n(?=[ \t]*(?:[-*+]|\d+[.)])\s)")
_word_end = re.compile(r"(?<=\S)(?=\s)")
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
    """The blocks; a fence that nobody closed is closed, an empty one dropped."""
    for block in blocks(text):
        if block.kind is BlockKind.CODE:
            yield from _code(block.text)
        else:
            yield f"{'#' * block.level} {block.text}" if block.level else block.text


def _code(code: str) -> Iterator[str]:
    if (fence := _fence.match(code)) and not re.search(rf"\n[ \t]*{fence[1]}+[ \t]*$", code):
        code = f"{code}\n{fence[0]}"
    if any(line.strip() for line in code.split("\n")[1:-1]):
        yield code


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
    said = plain(block)
    whole = (block[:end].rstrip() for end in ends[:_TRIES] if _is_whole(block[:end], said))
    return next(whole, _mark.sub(r"\\\g<0>", block[:space]) if first else "")


def _rows(table: str, space: int) -> str:
    """The table's first rows; nothing where not even one fits below the heading."""
    rows = table[: space + 1].split("\n")[:-1]
    return "\n".join(rows) if len(rows) > 2 else ""


def _ends(pattern: re.Pattern[str], text: str, space: int) -> Iterator[int]:
    """Where the text may end within the space, the last place first."""
    return reversed([found.end() for found in pattern.finditer(text, 0, space + 1) if found.end() <= space])


def _is_whole(beginning: str, said: str) -> bool:
    """Whether the beginning reads as it does in the whole text: no mark of it is open at its end."""
    bare = without_code(beginning)
    formulas = all(
        bare.count(rf"\{opening}") == bare.count(rf"\{closing}") for opening, closing in ("()", "[]")
    )
    return formulas and bare.count("$$") % 2 == 0 and said.startswith(plain(beginning))


def _with_ellipsis(taken: list[str]) -> str:
    last = taken[-1].splitlines()[-1] if taken else "|"
    parted = bool(_fence.match(last)) or last.lstrip().startswith("|")
    return "\n\n".join([*taken, "…"]) if parted else "\n\n".join(taken) + " …"
