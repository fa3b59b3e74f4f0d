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

    `default`: the value that providers take where it is absent; None where that depends on the model. `kept`: the
    ledger keeps it of every call, also of those that are not stored; only a number, a flag or a word. `with_true`: the
    parameter that must be true beside it. `by_keyword`: the official client has a keyword for it.
    """

    schema: Schema
    default: float | str | None = None
    kept: bool = False
    with_true: str = ""
    by_keyword: bool = True


MODEL: Final = filled(
    "An alias, the name of a model, or `provider/model`, as `GET /models` lists them.", examples=["built-in"]
)

PARAMETERS: Final[Mapping[str, Parameter]] = {
    # What is asked, and of whom
    "model": Parameter(MODEL),
    "messages": Parameter(MESSAGES),
    # How it is answered. What is too long is the provider's to say.
    "stream": Parameter(
        flag("Send the answer piece by piece, as server-sent events that end with `data: [DONE]`."),
        default=False, kept=True,
    ),
    "stream_options": Parameter(options.STREAM_OPTIONS, with_true="stream"),
    "n": Parameter(integer("How many answers.", 1, 128), default=1, kept=True),
    "max_completion_tokens": Parameter(
        integer("The most tokens of an answer, its reasoning included.", 1), kept=True
    ),
    "max_tokens": Parameter(integer("The older name of `max_completion_tokens`.", 1), kept=True),
    "stop": Parameter(options.STOP),
    "response_format": Parameter(options.RESPONSE_FORMAT),
    "modalities": Parameter(options.MODALITIES),
    "audio": Parameter(options.AUDIO),
    "prediction": Parameter(options.PREDICTION),
    "reasoning_effort": Parameter(
        text("How long a reasoning model thinks.", examples=["low", "medium", "high"]), kept=True
    ),
    "enable_thinking": Parameter(
        flag("Whether a model thinks that can do either, on servers that know this switch."),
        kept=True, by_keyword=False,
    ),
    "verbosity": Parameter(
        text("How long-winded the answer is.", examples=["low", "medium", "high"]), default="medium", kept=True
    ),
    "web_search_options": Parameter(options.WEB_SEARCH_OPTIONS),
    # Sampling
    "temperature": Parameter(
        number("Higher: more surprising. Lower: more focused.", 0, 2), default=1, kept=True
    ),
    "top_p": Parameter(
        number("Only the likeliest tokens that together have this probability.", 0, 1), default=1, kept=True
    ),
    "frequency_penalty": Parameter(
        number("Above 0: fewer repetitions, by how often.", -2, 2), default=0, kept=True
    ),
    "presence_penalty": Parameter(
        number("Above 0: fewer repetitions, of anything said once.", -2, 2), default=0, kept=True
    ),
    "logit_bias": Parameter(options.LOGIT_BIAS),
    "seed": Parameter(integer("The same seed tries to give the same answer."), kept=True),
    "logprobs": Parameter(flag("Tell how likely each token of the answer was."), default=False, kept=True),
    "top_logprobs": Parameter(
        integer("Tell also of so many others that were likely. Needs `logprobs`.", 0, 20),
        kept=True, with_true="logprobs",
    ),
    # Tools
    "tools": Parameter(tools.TOOLS),
    "tool_choice": Parameter(tools.TOOL_CHOICE),
    "parallel_tool_calls": Parameter(
        flag("Whether it may make several calls at once."), default=True, kept=True
    ),
    "functions": Parameter(tools.FUNCTIONS),
    "function_call": Parameter(tools.FUNCTION_CHOICE),
    # How it is kept and served
    "store": Parameter(
        flag("Keep this call's request and response here, for its owner. Without it, nothing that was said is kept."),
        default=False,
    ),
    "metadata": Parameter(METADATA),
    "user": Parameter(text("Who of your own users asks. Passed on.")),
    "safety_identifier": Parameter(text("Who of your own users asks, without naming them. Passed on.")),
    "prompt_cache_key": Parameter(text("Calls with the same key share the provider's cache. Passed on.")),
    "service_tier": Parameter(
        text("How the provider serves the call.", examples=["auto", "flex", "priority"]), default="auto", kept=True
    ),
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
    """Raises Malformed where a parameter stands without the one that must be true beside it."""
    for name, other in _WITH_TRUE:
        if name in asked and asked[name] is not None and asked.get(other) is not True:
            raise Malformed(f"'{name}' needs '{other}': true beside it.", name)


BODY: Final = replace(_BODY, rule=_body).component("CreateChatCompletionRequest")
