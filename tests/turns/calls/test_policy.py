"""How often, and after how long, a call is tried again."""

import pytest

from chatapp.turns.calls.attempts import Policy
from chatapp.upstream.errors import Rejected

BUSY = Rejected("Busy.", retryable=True)


def test_waits_grow_up_to_a_limit_and_are_spread() -> None:
    policy = Policy(attempts=10, first_delay=1.0, longest_delay=5.0)
    for number, most in ((1, 1), (2, 2), (3, 4), (4, 5), (9, 5)):
        waits = {policy.delay(BUSY, number) for _ in range(50)}
        assert all(wait is not None and most / 2 <= wait <= most for wait in waits)
        assert len(waits) > 10


def test_there_is_an_end_to_it() -> None:
    assert Policy(attempts=3).delay(BUSY, 3) is None
    assert Policy(attempts=1).delay(BUSY, 1) is None


def test_what_another_attempt_cannot_mend_is_not_tried_again() -> None:
    assert Policy().delay(Rejected("No.", retryable=False), 1) is None


@pytest.mark.parametrize(
    ("asked", "waited"), [(0.0, 0.0), (2.5, 2.5), (30.0, 30.0), (30.1, None), (3600.0, None)]
)
def test_the_provider_says_how_long_within_a_limit(asked: float, waited: float | None) -> None:
    assert Policy().delay(Rejected("Busy.", retryable=True, retry_after=asked), 1) == waited
