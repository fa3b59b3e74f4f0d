"""What of a path a model's window takes: its newest exchanges. Pure; counts are tokens by `usage.estimate`.

The cut moves in steps: it stays where it was as long as the rest fits, and then leaves a quarter of the room free.
A provider's cache of prompts holds what begins alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Any

from chatapp.completions.last_call import LastCall
from chatapp.providers.models import Model
from chatapp.wire.types.messages import Role

# Of the window, for the answer, where nobody says how long it may be.
_RESERVED_SHARE = 8
_MOST_RESERVED = 16_384
_REFILLED = 0.75
# Prompts that are shorter say little: a provider's own frame around them counts too much.
_TELLING = 2_000
_LEAST_RATIO, _MOST_RATIO = 0.5, 2.0
_ALWAYS_SEEN = (Role.SYSTEM, Role.DEVELOPER)


@dataclass(frozen=True)
class Window:
    """Of a model. `reserved`: what is kept free for the answer."""

    size: int
    reserved: int

    @classmethod
    def of(cls, model: Model, parameters: Mapping[str, Any]) -> Window | None:
        """None where the model's window is not known."""
        if not model.context_window:
            return None
        asked = parameters.get("max_completion_tokens") or parameters.get("max_tokens")
        usual = min(model.context_window // _RESERVED_SHARE, _MOST_RESERVED)
        return cls(model.context_window, asked if isinstance(asked, int) else usual)


@dataclass(frozen=True)
class Context:
    """A path before it is sent.

    `sizes`: of the path's messages; `starts`: the places in it where an exchange begins, before which it may be cut,
    the last of them before what has to be sent; `fixed`: instructions, tools and a new question; `before`: how many
    messages were left out when this model was last asked; `ratio`: tokens of the provider's for one of ours.
    """

    window: Window
    sizes: Sequence[int]
    starts: Sequence[int]
    fixed: int
    before: int = 0
    ratio: float = 1.0

    def left_out(self, more: int = 0) -> int:
        """How many messages at the beginning of the path are not sent, beside `more` tokens that are."""
        free = (self.window.size - self.window.reserved) / self.ratio - self.fixed - more
        if self._rest[0] <= free * (_REFILLED if self.before else 1):
            return 0
        if self.before in self.starts and self._rest[self.before] <= free:
            return self.before
        for start in self.starts:
            if start > self.before and self._rest[start] <= free * _REFILLED:
                return start
        return self.starts[-1]

    def tokens(self, left_out: int, more: int = 0) -> int:
        """Of the request, as the provider counts."""
        return round((self.fixed + self._rest[left_out] + more) * self.ratio)

    def is_too_long(self, more: int = 0) -> bool:
        """Is what has to be sent alone larger than the window?"""
        return self.least(more) > self.window.size

    def least(self, more: int = 0) -> int:
        return self.fixed + self._rest[self.starts[-1]] + more

    @property
    def may_be_over(self) -> bool:
        """Could it be cut, whatever the ratio is?"""
        return (self.fixed + self._rest[0]) * _MOST_RATIO > self.window.size - self.window.reserved

    def corrected(self, last: LastCall, model_id: int, place: int) -> Context:
        """By the last call on the path, whose answer is at this place of it, where it was one of the same model."""
        if last.model_id != model_id:
            return self
        expected = self.fixed + self._rest[last.left_out] - self._rest[place]
        if last.estimated or expected < _TELLING:
            return replace(self, before=last.left_out)
        ratio = min(max(last.prompt_tokens / expected, _LEAST_RATIO), _MOST_RATIO)
        return replace(self, before=last.left_out, ratio=ratio)

    @cached_property
    def _rest(self) -> list[int]:
        """The tokens from each place to the end of the path."""
        return [*accumulate(reversed(self.sizes), initial=0)][::-1]


def seen(path: Sequence[tuple[dict[str, Any], bool]], left_out: int) -> list[tuple[dict[str, Any], bool]]:
    """The path without its first messages; instructions among these stay."""
    kept = [node for node in path[:left_out] if is_instruction(node[0])]
    return [*kept, *path[left_out:]]


def starts_of(path: Sequence[tuple[dict[str, Any], bool]], *, asks_more: bool) -> list[int]:
    """Where exchanges begin. `asks_more`: a new question follows the path, and all of it may be left out."""
    questions = [place for place, (body, _) in enumerate(path) if body["role"] == Role.USER]
    return [*questions, *([len(path)] if asks_more else [])] or [0]


def is_instruction(body: Mapping[str, Any]) -> bool:
    return body["role"] in _ALWAYS_SEEN
