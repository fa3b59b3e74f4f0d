from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chatapp.providers.models import Price
from chatapp.usage.pricing import cost
from chatapp.wire.types.usage import Usage

PLAIN = Price(input=Decimal(2), output=Decimal(10))
FULL = Price(
    input=Decimal(2),
    cached_input=Decimal("0.5"),
    audio_input=Decimal(40),
    output=Decimal(10),
    reasoning_output=Decimal(20),
    audio_output=Decimal(80),
)
DETAILED = Usage(
    {
        "prompt_tokens": 1000,
        "completion_tokens": 500,
        "total_tokens": 1500,
        "prompt_tokens_details": {"cached_tokens": 400, "audio_tokens": 100},
        "completion_tokens_details": {"reasoning_tokens": 200, "audio_tokens": 50},
    }
)


def test_without_a_price_there_is_no_cost_rather_than_zero() -> None:
    assert cost(Usage.of(10, 10), None) is None


def test_details_cost_what_plain_tokens_cost_where_they_have_no_price_of_their_own() -> None:
    assert cost(DETAILED, PLAIN) == Decimal("0.007")


def test_each_kind_of_token_is_charged_once_at_its_own_price() -> None:
    expected = 500 * 2 + 400 * Decimal("0.5") + 100 * 40 + 250 * 10 + 200 * 20 + 50 * 80
    assert cost(DETAILED, FULL) == Decimal(expected) / 1_000_000


def test_reasoning_that_is_counted_beside_the_answer_is_charged_too() -> None:
    beside = Usage(
        {
            "prompt_tokens": 100,
            "completion_tokens": 10,
            "total_tokens": 410,
            "completion_tokens_details": {"reasoning_tokens": 300},
        }
    )
    assert cost(beside, PLAIN) == Decimal(100 * 2 + 310 * 10) / 1_000_000


def test_the_tenth_decimal_is_rounded_half_to_even() -> None:
    def priced(tokens: int) -> Decimal | None:
        return cost(Usage.of(tokens, 0), Price(input=Decimal("0.00005"), output=Decimal(0)))

    assert priced(1) == Decimal("0.0000000000")
    assert priced(3) == Decimal("0.0000000002")


@given(
    st.dictionaries(
        st.sampled_from(["prompt_tokens", "completion_tokens", "total_tokens"]), st.integers(-5, 10**30)
    ),
    st.integers(-5, 10**30),
    st.integers(-5, 10**30),
)
def test_no_report_of_a_provider_makes_a_cost_that_is_negative_or_too_large(
    counts: dict[str, int], cached: int, reasoning: int
) -> None:
    reported = Usage(
        {
            **counts,
            "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": cached},
            "completion_tokens_details": {"reasoning_tokens": reasoning, "audio_tokens": reasoning},
        }
    )
    highest = Price(input=Decimal("999999.999999"), output=Decimal("999999.999999"))
    charged = cost(reported, highest)
    assert charged is not None
    assert 0 <= charged < 10**10
