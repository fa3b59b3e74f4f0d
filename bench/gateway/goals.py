"""The goals, and how far they are met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .bench import Bench, CallCost, StreamCost, say


@dataclass(frozen=True)
class Goal:
    """One figure of ours beside the other's, and the limit that `value` has to keep."""

    what: str
    ours: float
    litellm: float
    value: float
    limit: float
    unit: str

    def __str__(self) -> str:
        verdict = "met" if self.value <= self.limit else "MISSED"
        return (
            f"  {self.what:<46} {self.ours:9.2f} {self.litellm:9.2f}"
            f"   {self.value:6.2f}{self.unit} (at most {self.limit:.2f}{self.unit}) {verdict}"
        )


def goals(bench: Bench) -> None:
    found = [*_first_token(bench), *_deltas(bench), *_calls(bench)]
    if found:
        say("\ngoals                                                 ours   litellm    ours/litellm")
        for goal in found:
            say(str(goal))
    for what, values in (("KiB per open stream", bench.memory), ("most streams", bench.most)):
        if "ours" in values and "litellm" in values:
            say(f"  {what:<46} {values['ours']:9.1f} {values['litellm']:9.1f}")


def _first_token(bench: Bench) -> Iterator[Goal]:
    taken = bench.first_tokens
    if {"direct", "ours", "litellm"} <= taken.keys():
        ours, litellm = (taken[name].p50 - taken["direct"].p50 for name in ("ours", "litellm"))
        yield Goal("first token added, p50, ms", ours, litellm, ours, 5, " ms")


def _deltas(bench: Bench) -> Iterator[Goal]:
    for count in bench.plan.streams:
        ours, litellm = (bench.streams.get((name, count)) for name in ("ours", "litellm"))
        if ours and litellm and count > 1:
            yield from _beside(f"CPU us per delta, {count} streams", ours, litellm, 1 / 3)


def _calls(bench: Bench) -> Iterator[Goal]:
    for concurrency in (1, 16):
        ours, litellm = (bench.calls.get((name, concurrency)) for name in ("ours", "litellm"))
        if ours and litellm:
            yield from _beside(f"CPU us per call, not streamed, {concurrency} at once", ours, litellm, 1 / 2)


def _beside(
    what: str, ours: CallCost | StreamCost, other: CallCost | StreamCost, limit: float
) -> Iterator[Goal]:
    yield Goal(what, ours.server, other.server, ours.server / other.server, limit, "")
    both = ours.server + ours.database
    yield Goal("  with our Postgres", both, other.server, both / other.server, limit, "")
