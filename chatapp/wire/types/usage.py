"""The token counts of a completion."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.wire.types.view import View, whole

__all__ = ["COUNTS", "Usage"]

COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")


@dataclass(frozen=True, slots=True)
class Usage(View):
    """`usage` of a completion. Counts are tokens, never negative; what was not reported reads as 0."""

    @classmethod
    def of(cls, prompt_tokens: int, completion_tokens: int) -> "Usage":
        return cls(
            {
                "prompt_tokens": prompt_tokens,
                "completion_tokens": completion_tokens,
                "total_tokens": prompt_tokens + completion_tokens,
            }
        )

    @property
    def is_counted(self) -> bool:
        """Whether any count is a whole number. Texts and nulls are no usage."""
        return any(whole(self.raw, key) is not None for key in COUNTS)

    @property
    def prompt_tokens(self) -> int:
        return _count(self.raw, "prompt_tokens")

    @property
    def completion_tokens(self) -> int:
        return _count(self.raw, "completion_tokens")

    @property
    def total_tokens(self) -> int:
        """As reported, or else the sum."""
        return _count(self.raw, "total_tokens") or self.prompt_tokens + self.completion_tokens

    @property
    def cached_tokens(self) -> int:
        """Prompt tokens from the provider's cache (DeepSeek names them `prompt_cache_hit_tokens`)."""
        cached = _count(self._inner("prompt_tokens_details"), "cached_tokens")
        return cached or _count(self.raw, "prompt_cache_hit_tokens") or _count(self.raw, "cached_tokens")

    @property
    def audio_input_tokens(self) -> int:
        return _count(self._inner("prompt_tokens_details"), "audio_tokens")

    @property
    def audio_output_tokens(self) -> int:
        return _count(self._inner("completion_tokens_details"), "audio_tokens")

    @property
    def reasoning_tokens(self) -> int:
        inner = _count(self._inner("completion_tokens_details"), "reasoning_tokens")
        return inner or _count(self.raw, "reasoning_tokens")

    @property
    def accepted_prediction_tokens(self) -> int:
        return _count(self._inner("completion_tokens_details"), "accepted_prediction_tokens")

    @property
    def rejected_prediction_tokens(self) -> int:
        return _count(self._inner("completion_tokens_details"), "rejected_prediction_tokens")


def _count(raw: Mapping[str, Any], key: str) -> int:
    return max(whole(raw, key) or 0, 0)
