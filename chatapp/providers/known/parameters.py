"""Which parameters of a chat a model refuses or ignores: by what it can do, and by its name, kept by hand.

All families that match count. Of a name that nobody here knows, all are sent: the provider says what is wrong.
"""

import re
from typing import Final, NamedTuple

_THINKING: Final = frozenset({"reasoning_effort", "enable_thinking"})
_CALLING: Final = frozenset({"tools", "tool_choice", "parallel_tool_calls"})
_LIKELIHOODS: Final = frozenset({"logit_bias", "logprobs", "top_logprobs"})
_SPEAKING: Final = frozenset({"modalities", "audio"})
_SAMPLING: Final = frozenset({"temperature", "top_p", "frequency_penalty", "presence_penalty"}) | _LIKELIHOODS
_SERVING: Final = frozenset({"service_tier", "prompt_cache_key", "safety_identifier", "user"})
# It has no sampling and one way to answer; whose call it is stays with us.
_BUILT_IN: Final = (
    _SAMPLING
    | _THINKING
    | _SPEAKING
    | _SERVING
    | {
        "verbosity",
        "stop",
        "prediction",
        "response_format",
        "seed",
        "web_search_options",
        "n",
        "tools",
        "parallel_tool_calls",
    }
)


class Family(NamedTuple):
    """Names that begin with `pattern` once the maker's folder (`openai/`, `models/`) is off."""

    pattern: re.Pattern[str]
    refuses: frozenset[str]


_FAMILIES: Final = (
    Family(re.compile(r"o\d|gpt-5(?!.*chat)|codex"), _SAMPLING | {"max_tokens", "stop", "prediction"}),
    Family(re.compile(r"gpt-[34]|chatgpt|gpt-5.*chat"), frozenset({"verbosity"})),
    Family(re.compile(r"(?:gpt-[345]|o\d|chatgpt)(?!.*search)"), frozenset({"web_search_options"})),
    Family(re.compile(r"(?:gpt-[345]|o\d|chatgpt)(?!.*audio)"), _SPEAKING),
    Family(re.compile(r"gpt-[345]|o\d|chatgpt|claude|gemini"), frozenset({"enable_thinking"})),
    Family(
        re.compile(r"claude"),
        _LIKELIHOODS
        | _SPEAKING
        | {"frequency_penalty", "presence_penalty", "seed", "prediction", "verbosity", "web_search_options"},
    ),
    Family(re.compile(r"gemini"), frozenset({"logit_bias", "prediction", "verbosity", "web_search_options"})),
)


def refused(name: str, *, tools: bool, reasoning: bool, built_in: bool) -> frozenset[str]:
    """The names of the parameters that are not sent to the model of this name, which can call tools, or thinks."""
    if built_in:
        return _BUILT_IN
    bare = name.lower().rpartition("/")[2]
    families = (family.refuses for family in _FAMILIES if family.pattern.match(bare))
    unable = (_THINKING if not reasoning else frozenset()) | (_CALLING if not tools else frozenset())
    return unable.union(*families)
