"""The rule for the body of `POST /chat/completions`."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.errors import Malformed
from chatapp.wire.request import options, tools
from chatapp.wire.request.messages import messages
from chatapp.wire.request.metadata import metadata
from chatapp.wire.schema.values import Rule, fields, filled, flag, integer, number, string

__all__ = ["PARAMETERS", "check"]

PARAMETERS: Mapping[str, Rule] = {
    # What is asked, and of whom
    "model": filled,
    "messages": messages,
    "modalities": options.modalities,
    "audio": options.audio,
    "response_format": options.response_format,
    "prediction": options.prediction,
    # Tools
    "tools": tools.tools,
    "tool_choice": tools.tool_choice,
    "parallel_tool_calls": flag,
    "functions": tools.functions,
    "function_call": tools.function_choice,
    "web_search_options": options.web_search_options,
    # Sampling
    "temperature": number(0, 2),
    "top_p": number(0, 1),
    "frequency_penalty": number(-2, 2),
    "presence_penalty": number(-2, 2),
    "logit_bias": options.logit_bias,
    "seed": integer(),
    "stop": options.stop,
    "n": integer(1, 128),
    "logprobs": flag,
    "top_logprobs": integer(0, 20),
    # Effort and length: what is too long is the provider's to say
    "max_completion_tokens": integer(1),
    "max_tokens": integer(1),
    "reasoning_effort": string,
    "verbosity": string,
    "enable_thinking": flag,
    # How it is answered and kept
    "stream": flag,
    "stream_options": options.stream_options,
    "store": flag,
    "metadata": metadata,
    "service_tier": string,
    "user": string,
    "safety_identifier": string,
    "prompt_cache_key": string,
}

_parameters = fields(PARAMETERS, needs=("model", "messages"))


def check(value: Any, place: str) -> None:
    """Raises Malformed with the path of the first place that is wrong."""
    _parameters(value, place)
    if value.get("top_logprobs") is not None and value.get("logprobs") is not True:
        raise Malformed("'top_logprobs' needs 'logprobs': true beside it.", "top_logprobs")
    if value.get("stream_options") is not None and value.get("stream") is not True:
        raise Malformed("'stream_options' needs 'stream': true beside it.", "stream_options")
