"""What a whole answer and a chunk of one have in common."""

from dataclasses import dataclass

from chatapp.wire.types.logprobs import Logprobs
from chatapp.wire.types.usage import Usage
from chatapp.wire.types.view import View, text, whole

__all__ = ["AnswerHead", "ChoiceHead"]


@dataclass(frozen=True, slots=True)
class ChoiceHead(View):
    """One choice, but for what it says."""

    @property
    def index(self) -> int:
        return whole(self.raw, "index") or 0

    @property
    def finish_reason(self) -> str | None:
        return text(self.raw, "finish_reason")

    @property
    def logprobs(self) -> Logprobs | None:
        return self._view("logprobs", Logprobs)


@dataclass(frozen=True, slots=True)
class AnswerHead(View):
    """A completion or a chunk, but for its choices."""

    @property
    def id(self) -> str:
        return text(self.raw, "id") or ""

    @property
    def model(self) -> str:
        return text(self.raw, "model") or ""

    @property
    def created(self) -> int:
        """Unix seconds."""
        return whole(self.raw, "created") or 0

    @property
    def usage(self) -> Usage | None:
        return self._view("usage", Usage)

    @property
    def service_tier(self) -> str | None:
        return text(self.raw, "service_tier")

    @property
    def system_fingerprint(self) -> str | None:
        return text(self.raw, "system_fingerprint")
