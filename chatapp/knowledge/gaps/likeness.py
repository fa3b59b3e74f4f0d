"""Which questions ask for the same, by the rare words that they share. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

__all__ = ["ALIKE", "groups", "likeness"]

ALIKE = 0.5
"""From this likeness on, two questions count as one."""


def likeness(one: Set[str], other: Set[str], weights: Mapping[str, float]) -> float:
    """From 0 to 1: the weight of the shared terms, twice, over that of all terms of both (Dice)."""
    whole = sum(weights[term] for term in one) + sum(weights[term] for term in other)
    return 2 * sum(weights[term] for term in one & other) / whole if whole else 0.0


def groups(questions: Sequence[Set[str]], weights: Mapping[str, float]) -> list[list[int]]:
    """The places of the questions that belong together; each group begins with its first one, to which all others are
    alike. A question without terms stands alone."""
    found: list[list[int]] = []
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, terms in enumerate(questions):
        near = {number for term in terms for number in holders[term]}
        likenesses = [(likeness(terms, questions[found[number][0]], weights), -number) for number in near]
        best, number = max(likenesses, default=(0.0, 0))
        if best >= ALIKE:
            found[-number].append(place)
            continue
        for term in terms:
            holders[term].append(len(found))
        found.append([place])
    return found
