"""Scripts for what is beside the text: reasoning, refusal, logprobs, annotations, audio, usage, endings."""

from functools import partial
from typing import Any

from chatapp.upstream.scripted.scripts.answer import (
    Object,
    Script,
    ScriptedAnswer,
    answer,
    choice,
    delta,
    message,
    said,
    words,
)
from chatapp.upstream.scripted.scripts.call import ScriptedCall

_THOUGHT = "The user asks something. I shall answer it briefly."
_SPOKEN = "Here is the answer."
_CITATION = {
    "type": "url_citation",
    "url_citation": {"start_index": 0, "end_index": 4, "url": "https://example.com/a", "title": "A page"},
}
_AUDIO: Object = {
    "id": "audio_1",
    "data": "UklGRiQAAABXQVZF",
    "expires_at": 1_900_000_000,
    "transcript": "Hello there.",
}
_DETAILS = {
    "prompt_tokens_details": {"cached_tokens": 3, "audio_tokens": 0},
    "completion_tokens_details": {
        "reasoning_tokens": 2,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 1,
        "rejected_prediction_tokens": 0,
    },
}


def reasoning(names: tuple[str, ...], call: ScriptedCall) -> ScriptedAnswer:
    """Thinks under these field names (the same thought under each of them), then speaks."""
    deltas = [dict.fromkeys(names, word) for word in words(_THOUGHT)]
    deltas += [{"content": word} for word in words(_SPOKEN)]
    return answer(message(_SPOKEN, **dict.fromkeys(names, _THOUGHT)), deltas, rate=call.rate())


def refusal(call: ScriptedCall) -> ScriptedAnswer:
    text = "I cannot help with that."
    return answer(
        {**message(None), "refusal": text}, [{"refusal": word} for word in words(text)], rate=call.rate()
    )


def logprobs(call: ScriptedCall) -> ScriptedAnswer:
    spoken = words(_SPOKEN)
    tokens = [_token(word) for word in spoken]
    frames = [delta({"role": "assistant", "content": ""})]
    frames += [
        delta({"content": word}, logprobs={"content": [token], "refusal": None})
        for word, token in zip(spoken, tokens, strict=True)
    ]
    whole = choice(message(_SPOKEN), logprobs={"content": tokens, "refusal": None})
    return ScriptedAnswer([*frames, delta({}, finish_reason="stop")], [whole], rate=call.rate())


def _token(text: str) -> Object:
    one = {"token": text, "logprob": -0.25, "bytes": list(text.encode())}
    return {**one, "top_logprobs": [one]}


def annotations(call: ScriptedCall) -> ScriptedAnswer:
    deltas: list[Object] = [*({"content": word} for word in words(_SPOKEN)), {"annotations": [_CITATION]}]
    return answer(message(_SPOKEN, annotations=[_CITATION]), deltas, rate=call.rate())


def audio(call: ScriptedCall) -> ScriptedAnswer:
    half = len(_AUDIO["data"]) // 2
    deltas: list[Object] = [
        {"audio": {"id": _AUDIO["id"], "transcript": "Hello"}},
        {"audio": {"data": _AUDIO["data"][:half], "transcript": " there."}},
        {"audio": {"data": _AUDIO["data"][half:]}},
        {"audio": {"expires_at": _AUDIO["expires_at"]}},
    ]
    return answer(message(None, audio=_AUDIO), deltas, rate=call.rate())


def with_usage(call: ScriptedCall, **options: Any) -> ScriptedAnswer:
    return said(_SPOKEN, rate=call.rate(), **options)


def ending(finish_reason: str, call: ScriptedCall) -> ScriptedAnswer:
    deltas = [{"content": word} for word in words(_SPOKEN)]
    return answer(message(_SPOKEN), deltas, finish_reason=finish_reason, rate=call.rate())


FIELDS: dict[str, Script] = {
    "reasoning": partial(reasoning, ("reasoning_content",)),
    "reasoning-field": partial(reasoning, ("reasoning",)),
    "reasoning-twice": partial(reasoning, ("reasoning_content", "reasoning")),
    "refusal": refusal,
    "logprobs": logprobs,
    "annotations": annotations,
    "audio": audio,
    "usage-details": partial(with_usage, usage_details=_DETAILS),
    "usage-missing": partial(with_usage, usage_in="nowhere"),
    "usage-with-choices": partial(with_usage, usage_in="choices"),
    "usage-cumulative": partial(with_usage, usage_in="every"),
    "length": partial(ending, "length"),
    "content-filter": partial(ending, "content_filter"),
}
