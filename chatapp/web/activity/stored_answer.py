"""A stored answer as the page shows it: each choice, with the odds of its tokens."""

from __future__ import annotations

from dataclasses import dataclass

from chatapp.completions.view.blocks import MessageView, message_view
from chatapp.completions.view.display_budget import DisplayBudget
from chatapp.completions.view.odds import Odds, odds_of
from chatapp.wire.json.clean import clean_text
from chatapp.wire.types.completion import Completion


@dataclass(frozen=True)
class ShownChoice:
    index: int
    finish_reason: str
    message: MessageView
    odds: list[Odds]


def choices(answer: Completion, budget: DisplayBudget, sound: str) -> list[ShownChoice]:
    """`sound` is the format of audio that the request asked for."""
    return [
        ShownChoice(
            choice.index,
            clean_text(choice.finish_reason or ""),
            message_view(choice.message, budget, sound),
            odds_of(choice.logprobs),
        )
        for choice in answer.choices
    ]
