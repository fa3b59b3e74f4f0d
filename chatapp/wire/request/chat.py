"""The request for a chat completion: what we act on by name, everything else kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chatapp.wire.request.options import AudioOptions, StreamOptions
from chatapp.wire.request.parameters import BODY
from chatapp.wire.schema import body as bodies
from chatapp.wire.types.messages import Message
from chatapp.wire.types.tools import Tool
from chatapp.wire.types.view import View, flag, text, whole

__all__ = ["Request"]


@dataclass(frozen=True, slots=True)
class Request(View):
    """The body of `POST /chat/completions`. A parameter that is null reads as absent."""

    @classmethod
    def read(cls, body: bytes) -> "Request":
        """A caller's body. Raises Malformed with the `param` where it is wrong."""
        return cls(bodies.read(body, BODY))

    @classmethod
    def parse(cls, raw: Any) -> "Request":
        """A caller's body that was read already. Raises Malformed as `read` does."""
        return cls(bodies.parse(raw, BODY))

    @classmethod
    def shaped(cls, raw: Any) -> "Request":
        """A body as a provider takes it: of the right shape, whatever characters a chat put in. Raises Malformed."""
        return cls(bodies.shaped(raw, BODY))

    def check_words(self) -> None:
        """Raises Malformed where it uses a word (a tool's type or name, say) that the API does not name."""
        BODY.words(self.raw, "")

    def with_(self, **changes: Any) -> "Request":
        """The same request with other JSON values at these parameters."""
        return Request({**self.raw, **changes})

    def without(self, *names: str) -> "Request":
        """The same request without these parameters."""
        return Request({key: value for key, value in self.raw.items() if key not in names})

    @property
    def model(self) -> str:
        return text(self.raw, "model") or ""

    @property
    def messages(self) -> tuple[Message, ...]:
        return self._views("messages", Message)

    @property
    def audio(self) -> AudioOptions | None:
        return self._view("audio", AudioOptions)

    @property
    def tools(self) -> tuple[Tool, ...]:
        return self._views("tools", Tool)

    @property
    def functions(self) -> tuple[Mapping[str, Any], ...]:
        """The older API's tools: function bodies without a wrapper."""
        return tuple(view.raw for view in self._views("functions", View))

    @property
    def n(self) -> int:
        """How many choices; 1 unless said."""
        return whole(self.raw, "n") or 1

    @property
    def max_completion_tokens(self) -> int | None:
        return whole(self.raw, "max_completion_tokens")

    @property
    def max_tokens(self) -> int | None:
        return whole(self.raw, "max_tokens")

    @property
    def stream(self) -> bool:
        return flag(self.raw, "stream") or False

    @property
    def stream_options(self) -> StreamOptions:
        return StreamOptions(self._inner("stream_options"))

    @property
    def store(self) -> bool:
        return flag(self.raw, "store") or False

    @property
    def metadata(self) -> Mapping[str, str]:
        return self._inner("metadata")
