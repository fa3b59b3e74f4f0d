"""The day in figures."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .cases import CASES, Call
from .ledger import Pair, Verdict, error

# A completion's row is written while its provider is called: of the last ones before a kill there is none.
_UNWRITTEN_SECONDS = 0.5


@dataclass(frozen=True)
class Day:
    """`page`: the sums as the review shows them, as CSV; `kills`: moments, of the clock of the provider's log."""

    calls: Sequence[Call]
    pairs: Sequence[Pair]
    ledger: tuple[int, int, Decimal]
    page: str
    kills: Sequence[float]

    def of(self, verdict: Verdict) -> list[Pair]:
        return [pair for pair in self.pairs if pair.verdict is verdict and not self.unwritten(pair)]

    def unwritten(self, pair: Pair) -> bool:
        """Was the server killed before it could write that it asks?"""
        spent = pair.spent
        if pair.row is not None or spent is None:
            return False
        return any(0 <= kill - spent.at < _UNWRITTEN_SECONDS for kill in self.kills)


def report(day: Day) -> bool:
    """Prints it. True: everything adds up."""
    _by_case(day)
    exact, estimated = day.of(Verdict.EXACT), day.of(Verdict.ESTIMATED)
    _estimates(estimated)
    unwritten = [pair.spent.read for pair in day.pairs if pair.spent and day.unwritten(pair)]
    lost = f"{len(unwritten)}, {sum(unwritten)} tokens"
    print(f"asked in the last {_UNWRITTEN_SECONDS} s before a kill, without a row: {lost}")
    return _sums(day, [*exact, *estimated]) and not _faults(day)


def _by_case(day: Day) -> None:
    names = {call.number: call.case.name for call in day.calls}
    counts = Counter((names[pair.call], verdict) for verdict in Verdict for pair in day.of(verdict))
    print(f"{'':<28} {'calls':>6}  requests: exact  estimated  wrong")
    asked = Counter(names.values())
    for case in CASES:
        exact, estimated, wrong = (counts[case.name, verdict] for verdict in Verdict)
        print(f"{case.name:<28} {asked[case.name]:6} {exact:16} {estimated:10} {wrong:6}")


def _estimates(pairs: Sequence[Pair]) -> None:
    for words, (true, said) in zip(("read", "written"), error(pairs), strict=True):
        off = f"{100 * (said - true) / true:+.1f} %" if true else "nothing to compare"
        print(f"estimated, tokens {words}: the provider {true}, the ledger {said} ({off})")


def _sums(day: Day, known: Sequence[Pair]) -> bool:
    rows = [pair.row for pair in known if pair.row]
    ours = (
        sum(row.read or 0 for row in rows),
        sum(row.written or 0 for row in rows),
        sum((row.cost or Decimal(0) for row in rows), Decimal(0)),
    )
    page = _of_page(day.page)
    exact = [pair for pair in day.of(Verdict.EXACT) if pair.spent and not pair.spent.refused]
    theirs = sum(p.spent.read for p in exact if p.spent), sum(p.spent.written for p in exact if p.spent)
    reported = sum(p.row.read or 0 for p in exact if p.row), sum(p.row.written or 0 for p in exact if p.row)
    print(f"reported, tokens read and written: the provider {theirs}, the ledger {reported}")
    print(
        f"sums, with the estimates: row by row {_said(ours)}, the ledger {_said(day.ledger)}, the review {_said(page)}"
    )
    return theirs == reported and ours == day.ledger == page


def _said(sums: tuple[int, int, Decimal]) -> str:
    return f"{sums[0]} {sums[1]} ${sums[2].normalize():f}"


def _of_page(page: str) -> tuple[int, int, Decimal]:
    table = list(csv.DictReader(io.StringIO(page)))
    return (
        sum(int(row["prompt_tokens"]) for row in table),
        sum(int(row["completion_tokens"]) for row in table),
        sum((Decimal(row["cost"]) for row in table), Decimal(0)),
    )


def _faults(day: Day) -> int:
    wrong = day.of(Verdict.WRONG)
    names = {call.number: call.case.name for call in day.calls}
    for pair in wrong[:20]:
        print(f"WRONG {names[pair.call]}: {pair.spent} {pair.row}")
    print(f"{len(day.pairs)} requests, {len(wrong)} wrong")
    return len(wrong)
