"""What of a path a model's window takes."""

from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from chatapp.completions.last_call import LastCall
from chatapp.providers.models import Model
from chatapp.turns.engine.context import Context, Window, seen, starts_of

ROOM = Window(1_000, 200)
EXCHANGES = 30


def path_of(exchanges: int, tokens: int = 50) -> Context:
    """So many questions with their answers, and a new question of 10 tokens."""
    count = 2 * exchanges
    return Context(ROOM, [tokens] * count, [*range(0, count, 2), count], fixed=10)


def test_what_fits_is_sent_whole() -> None:
    assert path_of(7).left_out() == 0
    assert path_of(0).left_out() == 0


def test_the_oldest_exchanges_are_left_out_and_what_is_sent_fits() -> None:
    for exchanges in range(8, EXCHANGES):
        context = path_of(exchanges)
        left_out = context.left_out()
        assert left_out in context.starts
        assert 0 < context.tokens(left_out) <= ROOM.size - ROOM.reserved


def test_the_cut_stays_for_several_questions_and_then_moves_a_step() -> None:
    before, cuts = 0, []
    for exchanges in range(EXCHANGES):
        before = replace(path_of(exchanges), before=before).left_out()
        cuts.append(before)
    moves = [place for place, (one, next) in enumerate(pairwise(cuts)) if one != next]
    assert cuts == sorted(cuts)
    assert len(moves) <= EXCHANGES // 2
    assert all(later - earlier >= 2 for earlier, later in pairwise(moves))


def test_a_measure_that_wavers_moves_no_cut_back() -> None:
    cut = replace(path_of(10), ratio=1.01).left_out()
    assert cut > 0
    for ratio in (0.99, 1.0, 1.02, 1.05):
        assert replace(path_of(10), before=cut, ratio=ratio).left_out() == cut


def test_a_path_that_became_short_again_is_sent_whole() -> None:
    assert replace(path_of(5), before=4).left_out() == 0


def test_what_tools_bring_leaves_out_more() -> None:
    context = path_of(7)
    assert (context.left_out(), context.left_out(400) > 0) == (0, True)


def test_the_last_question_is_sent_even_alone() -> None:
    context = replace(path_of(3), fixed=790)
    assert context.left_out() == 6
    assert not context.is_too_long()
    assert replace(context, fixed=1_001).is_too_long()


def test_a_question_that_is_asked_again_stays() -> None:
    context = Context(ROOM, [400, 400, 900], [0, 2], fixed=10)
    assert (context.left_out(), context.is_too_long(100)) == (2, True)


@pytest.mark.parametrize(
    ("counted", "ratio"), [(6_000, 1.5), (2_000, 0.5), (100, 0.5), (90_000, 2.0), (4_000, 1.0)]
)
def test_the_last_calls_own_count_corrects_the_estimate(counted: int, ratio: float) -> None:
    context = Context(Window(8_000, 0), [2_000, 1_990, 500], [0, 2], fixed=10)
    last = LastCall(uuid4(), 1, counted, estimated=False, left_out=0)
    assert context.corrected(last, 1, 2).ratio == ratio
    assert context.corrected(last, 2, 2) == context
    assert context.corrected(replace(last, estimated=True), 1, 2).ratio == 1.0


def test_a_short_prompt_corrects_nothing() -> None:
    context = Context(Window(8_000, 0), [20, 20, 500], [0, 2], fixed=10)
    assert context.corrected(LastCall(uuid4(), 1, 300, estimated=False, left_out=0), 1, 1).ratio == 1.0


@pytest.mark.parametrize(
    ("window", "parameters", "reserved"),
    [
        (8_000, {}, 1_000),
        (1_000_000, {}, 16_384),
        (8_000, {"max_completion_tokens": 3_000}, 3_000),
        (8_000, {"max_tokens": 50}, 50),
    ],
)
def test_room_is_kept_for_the_answer(window: int, parameters: dict[str, Any], reserved: int) -> None:
    assert Window.of(Model(context_window=window), parameters) == Window(window, reserved)


def test_a_model_of_unknown_window_has_none() -> None:
    assert Window.of(Model(context_window=None), {}) is None


def test_instructions_in_a_path_stay_and_an_exchange_is_cut_whole() -> None:
    said = ["system", "user", "assistant", "tool", "assistant", "user", "assistant"]
    path = [({"role": role, "content": str(number)}, False) for number, role in enumerate(said)]
    assert starts_of(path, asks_more=True) == [1, 5, 7]
    assert starts_of(path, asks_more=False) == [1, 5]
    assert [body["content"] for body, _ in seen(path, 5)] == ["0", "5", "6"]
    assert seen(path, 0) == path
