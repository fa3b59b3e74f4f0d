"""The request for a chat completion: every parameter by name, unknown ones kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatapp.wire.request.options import AudioOptions, Prediction, ResponseFormat, StreamOptions
from chatapp.wire.rules import body as bodies
from chatapp.wire.rules import words
from chatapp.wire.rules.request import check
from chatapp.wire.types.messages import Message
from chatapp.wire.types.tools import Tool, ToolChoice
from chatapp.wire.types.view import View, flag, number, strings, text, whole

__all__ = ["Request"]


@dataclass(frozen=True, slots=True)
class Request(View):
    """The body of `POST /chat/completions`. None stands for a parameter that is absent, or null."""

    @classmethod
    def read(cls, body: bytes) -> "Request":
        """A caller's body. Raises Malformed with the `param` where it is wrong."""
        return cls(bodies.read(body, check))

    @classmethod
    def parse(cls, raw: Any) -> "Request":
        """A caller's body that was read already. Raises Malformed as `read` does."""
        return cls(bodies.parse(raw, check))

    @classmethod
    def shaped(cls, raw: Any) -> "Request":
        """A body as a provider takes it: of the right shape, whatever characters a chat put in. Raises Malformed."""
        return cls(bodies.shaped(raw, check))

    @classmethod
    def of(cls, model: str, messages: Sequence[Message], **parameters: Any) -> "Request":
        """A request of our own; `parameters` are JSON values."""
        return cls({"model": model, "messages": [message.raw for message in messages], **parameters})

    def check_words(self) -> None:
        """Raises Malformed where it uses a word (a tool's type or name, say) that the API does not name."""
        words.check(self.raw)

    def with_(self, **changes: Any) -> "Request":
        """The same request with other JSON values at these parameters."""
        return Request({**self.raw, **changes})

    def without(self, *names: str) -> "Request":
        """The same request without these parameters."""
        return Request({key: value for key, value in self.raw.items() if key not in names})

    # What is asked, and of whom

    @property
    def model(self) -> str:
        return text(self.raw, "model") or ""

    @property
    def messages(self) -> tuple[Message, ...]:
        return self._views("messages", Message)

    @property
    def modalities(self) -> tuple[str, ...]:
        return strings(self.raw, "modalities")

    @property
    def audio(self) -> AudioOptions | None:
        return self._view("audio", AudioOptions)

    @property
    def response_format(self) -> ResponseFormat | None:
        return self._view("response_format", ResponseFormat)

    @property
    def prediction(self) -> Prediction | None:
        return self._view("prediction", Prediction)

    # Tools

    @property
    def tools(self) -> tuple[Tool, ...]:
        return self._views("tools", Tool)

    @property
    def tool_choice(self) -> ToolChoice | None:
        value = self.raw.get("tool_choice")
        return ToolChoice(value) if isinstance(value, str | Mapping) else None

    @property
    def parallel_tool_calls(self) -> bool | None:
        return flag(self.raw, "parallel_tool_calls")

    @property
    def functions(self) -> tuple[Mapping[str, Any], ...]:
        """The older API's tools: function bodies without a wrapper."""
        return tuple(view.raw for view in self._views("functions", View))

    @property
    def function_call(self) -> ToolChoice | None:
        """The older API's tool choice: `none`, `auto` or `{"name": ...}`."""
        value = self.raw.get("function_call")
        if isinstance(value, Mapping):
            return ToolChoice.function(text(value, "name") or "")
        return ToolChoice(value) if isinstance(value, str) else None

    @property
    def web_search_options(self) -> Mapping[str, Any] | None:
        value = self.raw.get("web_search_options")
        return value if isinstance(value, Mapping) else None

    # Sampling

    @property
    def temperature(self) -> float | None:
        return number(self.raw, "temperature")

    @property
    def top_p(self) -> float | None:
        return number(self.raw, "top_p")

    @property
    def frequency_penalty(self) -> float | None:
        return number(self.raw, "frequency_penalty")

    @property
    def presence_penalty(self) -> float | None:
        return number(self.raw, "presence_penalty")

    @property
    def logit_bias(self) -> Mapping[str, Any] | None:
        value = self.raw.get("logit_bias")
        return value if isinstance(value, Mapping) else None

    @property
    def seed(self) -> int | None:
        return whole(self.raw, "seed")

    @property
    def stop(self) -> tuple[str, ...]:
        return strings(self.raw, "stop")

    @property
    def n(self) -> int:
        """How many choices; 1 unless said."""
        return whole(self.raw, "n") or 1

    @property
    def logprobs(self) -> bool:
        return flag(self.raw, "logprobs") or False

    @property
    def top_logprobs(self) -> int | None:
        return whole(self.raw, "top_logprobs")

    # Effort and length

    @property
    def max_completion_tokens(self) -> int | None:
        return whole(self.raw, "max_completion_tokens")

    @property
    def max_tokens(self) -> int | None:
        return whole(self.raw, "max_tokens")

    @property
    def reasoning_effort(self) -> str | None:
        return text(self.raw, "reasoning_effort")

    @property
    def verbosity(self) -> str | None:
        return text(self.raw, "verbosity")

    @property
    def enable_thinking(self) -> bool | None:
        return flag(self.raw, "enable_thinking")

    # How it is answered and kept

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

    @property
    def service_tier(self) -> str | None:
        return text(self.raw, "service_tier")

    @property
    def user(self) -> str | None:
        return text(self.raw, "user")

    @property
    def safety_identifier(self) -> str | None:
        return text(self.raw, "safety_identifier")

    @property
    def prompt_cache_key(self) -> str | None:
        return text(self.raw, "prompt_cache_key")
