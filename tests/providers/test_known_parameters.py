"""Which parameters of a chat are not sent to a model."""

import pytest

from chatapp.providers.known.parameters import refused
from chatapp.wire.request.settable import SETTABLE

ABLE = {"tools": True, "reasoning": True, "built_in": False}


@pytest.mark.parametrize(
    ("name", "refuses", "takes"),
    [
        (
            "gpt-5-mini",
            {"temperature", "top_p", "logprobs", "stop"},
            {"reasoning_effort", "verbosity", "seed"},
        ),
        ("openai/o3", {"temperature", "logit_bias"}, {"reasoning_effort", "max_completion_tokens"}),
        ("gpt-4.1", {"verbosity", "enable_thinking", "audio"}, {"temperature", "logit_bias", "prediction"}),
        ("gpt-4o-audio-preview", {"web_search_options"}, {"audio", "modalities"}),
        ("gpt-4o-search-preview", {"audio"}, {"web_search_options"}),
        ("gpt-5.1-chat-latest", {"verbosity"}, {"temperature"}),
        ("claude-sonnet-4-5", {"seed", "logprobs"}, {"temperature", "reasoning_effort"}),
    ],
)
def test_families_are_known_by_their_names(name: str, refuses: set[str], takes: set[str]) -> None:
    left_out = refused(name, **ABLE)
    assert refuses <= left_out
    assert not takes & left_out


def test_a_name_that_nobody_knows_is_sent_all_that_its_abilities_allow() -> None:
    assert refused("local-7b", **ABLE) == set()
    assert refused("local-7b", **{**ABLE, "tools": False}) == {"tools", "tool_choice", "parallel_tool_calls"}
    assert refused("local-7b", **{**ABLE, "reasoning": False}) == {"reasoning_effort", "enable_thinking"}


def test_the_built_in_model_takes_what_it_acts_on() -> None:
    left = set(SETTABLE) - refused("built-in", tools=True, reasoning=False, built_in=True)
    assert left == {"max_completion_tokens", "max_tokens", "tool_choice", "metadata"}


@pytest.mark.parametrize("name", ["gpt-5", "claude-3", "gemini-2.5-pro", "built-in", "any"])
def test_only_parameters_that_can_be_set_are_named(name: str) -> None:
    assert refused(name, **{**ABLE, "built_in": name == "built-in"}) <= set(SETTABLE)
