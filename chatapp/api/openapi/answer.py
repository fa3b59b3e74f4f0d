"""The answer of `POST /chat/completions`, whole."""

from __future__ import annotations

from typing import Final

from chatapp.wire.normalize.head import TIERS
from chatapp.wire.schema.json_schema import (
    NULL,
    Json,
    const,
    either,
    fields,
    flag,
    listed,
    number,
    of,
    one_of,
    or_null,
    ref,
    text,
    whole,
)
from chatapp.wire.types.usage import COUNTS

ID: Final = text("Ours, whatever the provider sent.", pattern="^chatcmpl-[0-9a-f]{32}$")
CREATED: Final = whole("Unix seconds.", minimum=0)
SERVICE_TIER: Final = either(one_of(TIERS), NULL, description="How the call was served.")
FINGERPRINT: Final = or_null(text("The provider's mark of its configuration."))
PROVIDER: Final = text("Who answered.", examples=["built-in"])
FINISH_REASON: Final = text(
    "Why the answer ended: `stop`, `length`, `tool_calls`, `content_filter`, in the older API `function_call`. What a "
    "provider says that is none of these is passed on.",
    examples=["stop"],
)
_COUNT: Final = whole(minimum=0)
_BYTES: Final = or_null(
    listed(whole(minimum=0, maximum=255), "The token in UTF-8; a part of a character, at times.")
)
_TOKEN: Final[Json] = {"token": text(), "logprob": number(), "bytes": _BYTES}
_CITATION: Final = fields(
    {"url": text(), "title": text(), "start_index": _COUNT, "end_index": _COUNT},
    "A page on the web, and the place in `content` that it stands for.",
    needs=("url", "title", "start_index", "end_index"),
)
_CUSTOM_BODY: Final = fields({"name": text(), "input": text()}, needs=("name", "input"))


def _counts(description: str, *names: str) -> Json:
    return of("object", description, properties=dict.fromkeys(names, _COUNT))


SCHEMAS: Final[Json] = {
    "CreateChatCompletionResponse": fields(
        {
            "id": ID,
            "object": const("chat.completion"),
            "created": CREATED,
            "model": text("The model that answered, as its provider names it."),
            "choices": listed(ref("ChatCompletionChoice"), "As many as `n` asked for."),
            "usage": ref("CompletionUsage"),
            "service_tier": SERVICE_TIER,
            "system_fingerprint": FINGERPRINT,
            "provider": PROVIDER,
            "metadata": ref("Metadata"),
        },
        "A whole answer. What a provider sends beside these fields is passed on.",
        needs=("id", "object", "created", "model", "choices", "usage", "provider", "metadata"),
    ),
    "ChatCompletionChoice": fields(
        {
            "index": whole(minimum=0),
            "message": ref("ChatCompletionAssistantMessage"),
            "logprobs": or_null(ref("ChoiceLogprobs")),
            "finish_reason": FINISH_REASON,
        },
        needs=("index", "message", "logprobs", "finish_reason"),
    ),
    "ChatCompletionAssistantMessage": fields(
        {
            "role": const("assistant"),
            "content": or_null(text("What the model says.")),
            "refusal": or_null(text("What it says in place of an answer.")),
            "tool_calls": listed(ref("ChatCompletionMessageToolCall"), "What it asks to be called."),
            "function_call": ref("ChatCompletionFunctionCall"),
            "annotations": listed(ref("ChatCompletionAnnotation")),
            "audio": or_null(ref("ChatCompletionAudio")),
            "reasoning": or_null(
                text("What it thought, where the provider tells; on some `reasoning_content`.")
            ),
        },
        needs=("role", "content", "refusal"),
    ),
    "ChatCompletionMessageToolCall": fields(
        {
            "id": text(),
            "type": text(enum=["function", "custom"]),
            "function": ref("ChatCompletionFunctionCall"),
            "custom": _CUSTOM_BODY,
            "custom_tool": _CUSTOM_BODY,
        },
        "The body of a call stands at `function`, or at `custom` (from some servers: `custom_tool`).",
        needs=("id", "type"),
    ),
    "ChatCompletionAnnotation": fields(
        {"type": text(examples=["url_citation"]), "url_citation": _CITATION},
        "A citation.",
    ),
    "ChatCompletionAudio": fields(
        {
            "id": text(),
            "data": text("Base64."),
            "transcript": text(),
            "expires_at": whole("Unix seconds; 0 where nobody said when.", minimum=0),
        },
        needs=("id", "data", "transcript", "expires_at"),
    ),
    "ChoiceLogprobs": fields(
        {
            "content": or_null(listed(ref("TokenLogprob"))),
            "refusal": or_null(listed(ref("TokenLogprob"))),
        },
        needs=("content", "refusal"),
    ),
    "TokenLogprob": fields(
        {
            **_TOKEN,
            "top_logprobs": listed(fields(_TOKEN, needs=tuple(_TOKEN)), "The likeliest, at this place."),
        },
        needs=(*_TOKEN, "top_logprobs"),
    ),
    "CompletionUsage": fields(
        {
            **dict.fromkeys(COUNTS, _COUNT),
            "prompt_tokens_details": _counts("Of the prompt's.", "cached_tokens", "audio_tokens"),
            "completion_tokens_details": _counts(
                "Of the answer's.",
                "reasoning_tokens",
                "audio_tokens",
                "accepted_prediction_tokens",
                "rejected_prediction_tokens",
            ),
        },
        "Tokens. Always there; estimated where the provider reported none.",
        needs=COUNTS,
    ),
    "ChatCompletionDeleted": fields(
        {"id": ID, "object": const("chat.completion.deleted"), "deleted": flag(const=True)},
        needs=("id", "object", "deleted"),
    ),
}
