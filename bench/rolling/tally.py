"""What happened to those who were there."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """`mutes`: seconds from the last character on a socket that was sent away to the next one on another."""

    calls: int = 0
    answers: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    sent_away: int = 0
    mutes: list[float] = field(default_factory=list)

    def whole(self, what: str, text: str, expected: str) -> None:
        """An answer has ended: is each of its characters there, once?"""
        if text != expected:
            self.errors[f"{what}: not the text that was sent"] += 1
            self.lost += abs(len(expected) - len(text)) or 1

    def __str__(self) -> str:
        mutes = [1000 * mute for mute in self.mutes] or [0.0]
        return (
            f"{self.calls} calls, {self.answers} answers, {sum(self.errors.values())} errors, "
            f"{self.lost} characters lost; sockets sent away {self.sent_away}, "
            f"{len(self.mutes)} of them in an answer: mute for {statistics.median(mutes):.0f} ms (median), "
            f"{max(mutes):.0f} ms (longest)"
        )
