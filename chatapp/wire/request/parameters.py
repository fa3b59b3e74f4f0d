"""The parameters of `POST /chat/completions`: the rules, the document, the ledger and the samples derive from here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from chatapp.wire.errors import Malformed
from chatapp.wire.request import options, tools
from chatapp.wire.request.messages import MESSAGES
from chatapp.wire.request.metadata import METADATA
from chatapp.wire.schema.json_schema import Json
from chatapp.wire.schema.scalars import filled, flag, integer, number, text
from chatapp.wire.schema.schema import Schema
from chatapp.wire.schema.structures import fields

__all__ = ["BODY", "MODEL", "PARAMETERS", "Parameter", "check_with_true"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """`schema.json` has its kind, its range (`minimum`, `maximum`), its words (`examples`) and a sentence.

    `group`: the heading under which a person sets it for a chat, in this order; empty where the chat says it itself.
    `default`: the value that providers take where it is absent; None where that depends on the model. `kept`: the
    ledger keeps it of every call, also of those that are not stored; only a number, a flag or a word. `with_true`: the
    parameter that must be true beside it. `by_keyword`: the official client has a keyword for it.
    """

    schema: Schema
    group: str = ""
    default: float | str | None = None
    kept: bool = False
    with_true: str = ""
    by_keyword: bool = True


MODEL: Final = filled(
    "An alias, the name of a model, or `provider/model`, as `GET /models` lists them.", examples=["built-in"]
)

_ANSWER: Final = "Answer"
_FORMAT: Final = "Format"
_SAMPLING: Final = "Sampling"
_TOOLS: Final = "Tools"
_SERVING: Final = "How it is kept and served"

PARAMETERS: Final[Mapping[str, Parameter]] = {
    # What is asked, and of whom
    "model": Parameter(MODEL),
    "messages": Parameter(MESSAGES),
    # How it is sent
    "stream": Parameter(
        flag("Send the answer piece by piece, as server-sent events that end with `data: [DONE]`."),
        default=False, kept=True,
    ),
    "stream_options": Parameter(options.STREAM_OPTIONS, with_true="stream"),
    # How it is answered. What is too long is the provider's to say.
    "n": Parameter(integer("How many answers.", 1, 128), _ANSWER, default=1, kept=True),
    "max_completion_tokens": Parameter(
        integer("The most tokens of an answer, its reasoning included.", 1), _ANSWER, kept=True
    ),
    "max_tokens": Parameter(integer("The older name of `max_completion_tokens`.", 1), _ANSWER, kept=True),
    "reasoning_effort": Parameter(
        text("How long a reasoning model thinks.", examples=["low", "medium", "high"]), _ANSWER, kept=True
    ),
    "enable_thinking": Parameter(
        flag("Whether a model thinks that can do either, on servers that know this switch."), _ANSWER,
        kept=True, by_keyword=False,
    ),
    "verbosity": Parameter(
        text("How long-winded the answer is.", examples=["low", "medium", "high"]),
        _ANSWER, default="medium", kept=True
    ),
    "stop": Parameter(options.STOP, _ANSWER),
    "prediction": Parameter(options.PREDICTION, _ANSWER),
    "response_format": Parameter(options.RESPONSE_FORMAT, _FORMAT),
    "modalities": Parameter(options.MODALITIES, _FORMAT),
    "audio": Parameter(options.AUDIO, _FORMAT),
    # Sampling
    "temperature": Parameter(
        number("Higher: more surprising. Lower: more focused.", 0, 2), _SAMPLING, default=1, kept=True
    ),
    "top_p": Parameter(
        number("Only the likeliest tokens that together have this probability.", 0, 1),
        _SAMPLING, default=1, kept=True
    ),
    "frequency_penalty": Parameter(
        number("Above 0: fewer repetitions, by how often.", -2, 2), _SAMPLING, default=0, kept=True
    ),
    "presence_penalty": Parameter(
        number("Above 0: fewer repetitions, of anything said once.", -2, 2), _SAMPLING, default=0, kept=True
    ),
    "seed": Parameter(integer("The same seed tries to give the same answer."), _SAMPLING, kept=True),
    "logit_bias": Parameter(options.LOGIT_BIAS, _SAMPLING),
    "logprobs": Parameter(
        flag("Tell how likely each token of the answer was."), _SAMPLING, default=False, kept=True
    ),
    "top_logprobs": Parameter(
        integer("Tell also of so many others that were likely. Needs `logprobs`.", 0, 20), _SAMPLING,
        kept=True, with_true="logprobs",
    ),
    # Tools
    "tools": Parameter(tools.TOOLS, _TOOLS),
    "tool_choice": Parameter(tools.TOOL_CHOICE, _TOOLS),
    "parallel_tool_calls": Parameter(
        flag("Whether it may make several calls at once."), _TOOLS, default=True, kept=True
    ),
    "web_search_options": Parameter(options.WEB_SEARCH_OPTIONS, _TOOLS),
    "functions": Parameter(tools.FUNCTIONS),
    "function_call": Parameter(tools.FUNCTION_CHOICE),
    # How it is kept and served
    "store": Parameter(
        flag("Keep this call's request and response here, for its owner. Without it, nothing that was said is kept."),
        default=False,
    ),
    "metadata": Parameter(METADATA, _SERVING),
    "service_tier": Parameter(
        text("How the provider serves the call.", examples=["auto", "flex", "priority"]),
        _SERVING, default="auto", kept=True
    ),
    "prompt_cache_key": Parameter(
        text("Calls with the same key share the provider's cache. Passed on."), _SERVING
    ),
    "safety_identifier": Parameter(
        text("Who of your own users asks, without naming them. Passed on."), _SERVING
    ),
    "user": Parameter(text("Who of your own users asks. Passed on."), _SERVING),
}  # fmt: skip

_WITH_TRUE: Final = [(name, one.with_true) for name, one in PARAMETERS.items() if one.with_true]


def _beside(name: str, other: str) -> Json:
    is_true = {"properties": {other: {"const": True}}, "required": [other]}
    return {"anyOf": [is_true, {"properties": {name: {"type": "null"}}}]}


_BODY: Final = fields(
    {name: parameter.schema for name, parameter in PARAMETERS.items()},
    "Null is the same as absent. Parameters that are not named here are passed on to the provider. Of tools and "
    "response formats, types and names that are not named here are passed on where the provider's row says so, and "
    "refused elsewhere. Integers are "
    "written without a decimal point, and no text may hold U+0000 or half of a surrogate pair.",
    needs=("model", "messages"),
    dependentSchemas={name: _beside(name, other) for name, other in _WITH_TRUE},
)


def _body(value: Any, place: str) -> None:
    _BODY.rule(value, place)
    check_with_true(value)


def check_with_true(asked: Mapping[str, Any]) -> None:
    """Raises Malformed where a parameter comes without the one that must be true beside it."""
    for name, other in _WITH_TRUE:
        if name in asked and asked[name] is not None and asked.get(other) is not True:
            raise Malformed(f"'{name}' needs '{other}': true beside it.", name)


BODY: Final = replace(_BODY, rule=_body).component("CreateChatCompletionRequest")
