"""Log probabilities of the tokens of a choice."""

from dataclasses import dataclass

from chatapp.wire.types.view import View, number, text

__all__ = ["Logprobs", "TokenLogprob"]

_VERY_UNLIKELY = -9999.0


@dataclass(frozen=True, slots=True)
class TokenLogprob(View):
    """One token; those in `top` have no `top` of their own."""

    @property
    def token(self) -> str:
        return text(self.raw, "token") or ""

    @property
    def logprob(self) -> float:
        value = number(self.raw, "logprob")
        return _VERY_UNLIKELY if value is None else value

    @property
    def bytes(self) -> bytes | None:
        """The UTF-8 bytes of the token (a part of a character, at times); None where not reported."""
        value = self.raw.get("bytes")
        if not isinstance(value, list) or not all(isinstance(n, int) and 0 <= n <= 255 for n in value):
            return None
        return bytes(value)

    @property
    def top(self) -> tuple["TokenLogprob", ...]:
        return self._views("top_logprobs", TokenLogprob)


@dataclass(frozen=True, slots=True)
class Logprobs(View):
    """`logprobs` of a choice."""

    @property
    def content(self) -> tuple[TokenLogprob, ...]:
        return self._views("content", TokenLogprob)

    @property
    def refusal(self) -> tuple[TokenLogprob, ...]:
        return self._views("refusal", TokenLogprob)
