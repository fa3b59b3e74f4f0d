"""Prices of LiteLLM's list as it stands, and what LiteLLM itself makes of them."""

import json
from decimal import Decimal

import pytest

from chatapp.providers.models import Price
from chatapp.providers.prices.litellm_list import LiteLLMList
from chatapp.providers.tiers import held
from chatapp.usage.pricing import cost
from chatapp.wire.types.usage import Usage

OPENAI, GEMINI = "https://api.openai.com/v1", "https://generativelanguage.googleapis.com/v1beta/openai"
LIST = {
    "gpt-5.4": {
        "litellm_provider": "openai",
        "input_cost_per_token": 2.5e-06,
        "input_cost_per_token_above_272k_tokens": 5e-06,
        "input_cost_per_token_above_272k_tokens_flex": 2.5e-06,
        "input_cost_per_token_flex": 1.25e-06,
        "input_cost_per_token_priority": 5e-06,
        "cache_read_input_token_cost": 2.5e-07,
        "cache_read_input_token_cost_above_272k_tokens": 5e-07,
        "cache_read_input_token_cost_above_272k_tokens_flex": 2.5e-07,
        "cache_read_input_token_cost_flex": 1.3e-07,
        "cache_read_input_token_cost_priority": 5e-07,
        "output_cost_per_token": 1.5e-05,
        "output_cost_per_token_above_272k_tokens": 2.25e-05,
        "output_cost_per_token_above_272k_tokens_flex": 1.125e-05,
        "output_cost_per_token_flex": 7.5e-06,
        "output_cost_per_token_priority": 3e-05,
    },
    "gemini/gemini-2.5-flash": {
        "litellm_provider": "gemini",
        "input_cost_per_token": 3e-07,
        "input_cost_per_token_flex": 1.5e-07,
        "output_cost_per_token": 2.5e-06,
        "output_cost_per_token_flex": 1.25e-06,
        "output_cost_per_reasoning_token": 2.5e-06,
    },
}


@pytest.mark.parametrize(
    ("model", "tier", "prompt", "cached", "reasoning", "dollars"),
    [
        ("gpt-5.4", "", 1_000, 400, 0, "0.0031"),
        ("gpt-5.4", "", 600_000, 400, 0, "3.00045"),
        ("gpt-5.4", "flex", 1_000, 400, 0, "0.001552"),
        ("gpt-5.4", "flex", 600_000, 400, 0, "1.500225"),
        ("gpt-5.4", "priority", 1_000, 400, 0, "0.0062"),
        # No price of its own for long prompts.
        ("gpt-5.4", "priority", 600_000, 400, 0, "3.00045"),
        ("gemini-2.5-flash", "", 1_000, 0, 60, "0.00055"),
        # No price of its own for reasoning.
        ("gemini-2.5-flash", "flex", 1_000, 0, 60, "0.000275"),
    ],
)
def test_a_call_costs_what_litellm_says(
    model: str, tier: str, prompt: int, cached: int, reasoning: int, dollars: str
) -> None:
    usage = Usage(
        {
            "prompt_tokens": prompt,
            "completion_tokens": 100,
            "total_tokens": prompt + 100,
            "prompt_tokens_details": {"cached_tokens": cached},
            "completion_tokens_details": {"reasoning_tokens": reasoning},
        }
    )
    assert cost(usage, held(_price(model), tier, prompt)) == Decimal(dollars)


def _price(model: str) -> Price:
    listed = LiteLLMList.read(json.dumps(LIST).encode())
    (price,) = listed.prices(model, GEMINI if model.startswith("gemini") else OPENAI)
    return Price(**price.units, tiers=[tier.to_json() for tier in price.tiers])
