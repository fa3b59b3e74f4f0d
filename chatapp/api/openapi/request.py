"""The body of `POST /chat/completions`."""

from __future__ import annotations

from typing import Final

from chatapp.providers.built_in import NAME
from chatapp.wire.schema.json_schema import Json, all_or_null, fields, flag, listed, number, ref, text, whole

from .options import LOGIT_BIAS, MODALITIES, STOP

MODEL: Final = text(
    "An alias, the name of a model, or `provider/model`, as `GET /models` lists them.",
    minLength=1,
    examples=[NAME],
)

_NEEDED: Final[Json] = {
    "model": MODEL,
    "messages": listed(ref("ChatCompletionMessage"), "The talk so far, the oldest first.", minItems=1),
}

_ANSWER: Final[Json] = {
    "stream": flag("Send the answer piece by piece, as server-sent events that end with `data: [DONE]`."),
    "stream_options": ref("ChatCompletionStreamOptions"),
    "n": whole("How many answers.", minimum=1, maximum=128),
    "max_completion_tokens": whole("The most tokens of an answer, its reasoning included.", minimum=1),
    "max_tokens": whole("The older name of `max_completion_tokens`.", minimum=1),
    "stop": STOP,
    "response_format": ref("ResponseFormat"),
    "modalities": MODALITIES,
    "audio": ref("ChatCompletionAudioParam"),
    "prediction": ref("ChatCompletionPrediction"),
    "reasoning_effort": text("How long a reasoning model thinks.", examples=["low", "medium", "high"]),
    "enable_thinking": flag("Whether a model thinks that can do either, on servers that know this switch."),
    "verbosity": text("How long-winded the answer is.", examples=["low", "medium", "high"]),
    "web_search_options": ref("WebSearchOptions"),
}

_SAMPLING: Final[Json] = {
    "temperature": number("Higher: more surprising. Lower: more focused.", minimum=0, maximum=2),
    "top_p": number("Only the likeliest tokens that together have this probability.", minimum=0, maximum=1),
    "frequency_penalty": number("Above 0: fewer repetitions, by how often.", minimum=-2, maximum=2),
    "presence_penalty": number("Above 0: fewer repetitions, of anything said once.", minimum=-2, maximum=2),
    "logit_bias": LOGIT_BIAS,
    "seed": whole("The same seed tries to give the same answer."),
    "logprobs": flag("Tell how likely each token of the answer was."),
    "top_logprobs": whole(
        "Tell also of so many others that were likely. Needs `logprobs`.", minimum=0, maximum=20
    ),
}

_TOOLS: Final[Json] = {
    "tools": listed(ref("ChatCompletionTool"), "What the model may call."),
    "tool_choice": ref("ChatCompletionToolChoice"),
    "parallel_tool_calls": flag("Whether it may make several calls at once."),
    "functions": listed(ref("FunctionDefinition"), "The older API's `tools`."),
    "function_call": ref("ChatCompletionFunctionChoice"),
}

_KEPT: Final[Json] = {
    "store": flag(
        "Keep this call's request and response here, for its owner. Without it, nothing that was said is kept."
    ),
    "metadata": ref("Metadata"),
    "user": text("Who of your own users asks. Passed on."),
    "safety_identifier": text("Who of your own users asks, without naming them. Passed on."),
    "prompt_cache_key": text("Calls with the same key share the provider's cache. Passed on."),
    "service_tier": text("How the provider serves the call.", examples=["auto", "flex", "priority"]),
}

_QUESTION: Final[Json] = {
    "model": NAME,
    "messages": [{"role": "user", "content": "How do I connect a provider?"}],
}
_WEATHER: Final[Json] = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city, now.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
EXAMPLES: Final[Json] = {
    "question": {"summary": "A question", "value": _QUESTION},
    "stream": {
        "summary": "Piece by piece, with the usage at the end",
        "value": {**_QUESTION, "stream": True, "stream_options": {"include_usage": True}},
    },
    "stored": {
        "summary": "Kept, to be found by its metadata",
        "value": {**_QUESTION, "store": True, "metadata": {"project": "newsletter"}},
    },
    "tool": {"summary": "With a tool", "value": {**_QUESTION, "tools": [_WEATHER], "tool_choice": "auto"}},
}

SCHEMAS: Final[Json] = {
    "CreateChatCompletionRequest": fields(
        {**_NEEDED, **all_or_null({**_ANSWER, **_SAMPLING, **_TOOLS, **_KEPT})},
        "Null is the same as absent. Parameters that are not named here are passed on to the provider. Of tools and "
        "response formats, types and names that are not named here are passed on where the provider's row says so, and "
        "refused elsewhere. Integers are "
        "written without a decimal point, and no text may hold U+0000 or half of a surrogate pair.",
        needs=tuple(_NEEDED),
        dependentSchemas={
            "top_logprobs": {
                "anyOf": [
                    {"properties": {"logprobs": {"const": True}}, "required": ["logprobs"]},
                    {"properties": {"top_logprobs": {"type": "null"}}},
                ]
            },
            "stream_options": {
                "anyOf": [
                    {"properties": {"stream": {"const": True}}, "required": ["stream"]},
                    {"properties": {"stream_options": {"type": "null"}}},
                ]
            },
        },
    ),
}
