"""What the answers are worth."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bench.answers.asking import Answer
from bench.answers.liar import CLAIM
from bench.answers.questions import words
from chatapp.upstream.builtin.reply import PERHAPS_SAID

__all__ = ["show"]

_QUOTED = re.compile(r"\[(\d+)\]\n\n((?:>.*\n?)+)")
_VERIFIED = Path(__file__).parent / "verified.mjs"


def show(answers: Mapping[str, Sequence[Answer]], *, missed: bool) -> None:
    print(
        f"{'built-in model':34} {'questions':>9} {'right':>6} {'declined':>9} {'doubted':>8} {'quotes':>7}"
        f" {'verified':>9}"
    )
    for kind, some in _by_kind(answers["built-in"]).items():
        quotes = [ok for one in some for ok in _quotes(one)]
        right = sum(map(_is_right, some)) if some[0].question.answer else "-"
        declined = sum(not one.cites for one in some)
        doubted = sum(PERHAPS_SAID in one.text for one in some)
        print(f"{kind:34} {len(some):9} {right:>6} {declined:9} {doubted:8} {len(quotes):7} {sum(quotes):9}")
    print(f"\n{'provider that lies':34} {'claims':>9} {'marked as unverified':>21}")
    for claim, marked in sorted(_claims(answers["liar"]).items()):
        print(f"{claim:34} {len(marked):9} {sum(marked):21}")
    if missed:
        for one in filter(_is_missed, answers["built-in"]):
            print(f"{one.question.kind}: {one.question.text}")


def _by_kind(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    kinds: defaultdict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        kinds[one.question.kind].append(one)
    return kinds


def _is_right(answer: Answer) -> bool:
    return answer.cites and words(answer.question.answer) in words(answer.text)


def _is_missed(answer: Answer) -> bool:
    return not _is_right(answer) if answer.question.answer else answer.cites


def _quotes(answer: Answer) -> Iterator[bool]:
    """Of each passage that is quoted: does all of it stand there?"""
    for number, lines in _QUOTED.findall(answer.text):
        said = "\n".join(line.removeprefix(">").strip() for line in lines.splitlines())
        passage = words(answer.passages[int(number)])
        yield all(words(part) in passage for part in said.split("…"))


def _claims(answers: Iterable[Answer]) -> dict[str, list[bool]]:
    """Of each kind of claim: is it marked by the page?"""
    found = [(claim, one) for one in answers for claim in CLAIM.finditer(one.text)]
    asked = [
        {"before": claim["before"], "number": int(claim["number"]), "passages": one.passages}
        for claim, one in found
    ]
    marked: defaultdict[str, list[bool]] = defaultdict(list)
    for (claim, _), said in zip(found, _said(asked), strict=True):
        marked[claim["kind"]].append(bool(said))
    return marked


def _said(asked: Iterable[Mapping[str, object]]) -> list[str]:
    lines = "\n".join(map(json.dumps, asked))
    ran = subprocess.run(
        ["node", str(_VERIFIED)], input=lines, capture_output=True, text=True, check=True, timeout=60
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]
