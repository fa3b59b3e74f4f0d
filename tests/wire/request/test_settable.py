"""What a person may set for a chat follows the rules of a request of the API."""

from typing import Any

import pytest

from chatapp.wire.errors import Malformed
from chatapp.wire.request.parameters import PARAMETERS
from chatapp.wire.request.settable import GROUPS, LARGEST, SETTABLE, read_settable
from tests.wire.request.test_chat import FULL
from tests.wire.request.test_refusals import WRONG_PARAMETERS

# What the chat says itself with every request, and the older name of tools.
OURS = {"model", "messages", "stream", "stream_options", "store", "functions", "function_call"}
WRONG = [(name, value, place) for name, value, place in WRONG_PARAMETERS if name in SETTABLE]


def test_each_parameter_is_settable_or_the_chats_own() -> None:
    assert set(SETTABLE) | OURS == set(PARAMETERS)


def test_a_heading_comes_once_above_all_of_its_parameters() -> None:
    assert len({group.title for group in GROUPS}) == len(GROUPS)
    assert tuple(name for group in GROUPS for name in group.names) == SETTABLE


def test_what_a_request_takes_can_be_set_and_null_is_absent() -> None:
    asked = {name: FULL[name] for name in SETTABLE}
    assert read_settable({**asked, "seed": None}) == {k: v for k, v in asked.items() if k != "seed"}


@pytest.mark.parametrize(("name", "value", "place"), WRONG)
def test_what_a_request_refuses_is_refused_by_the_same_path(name: str, value: Any, place: str) -> None:
    beside = {"logprobs": True} if name == "top_logprobs" and value is not None else {}
    if value is None:
        return
    with pytest.raises(Malformed) as caught:
        read_settable({name: value, **beside})
    assert caught.value.param == place


@pytest.mark.parametrize("name", [*sorted(OURS), "temprature", "__proto__"])
def test_what_is_not_settable_is_named(name: str) -> None:
    with pytest.raises(Malformed, match="no parameter that a chat sets") as caught:
        read_settable({name: 1})
    assert caught.value.param == name


def test_likely_others_need_the_likelihoods() -> None:
    with pytest.raises(Malformed, match="'top_logprobs' needs 'logprobs': true"):
        read_settable({"top_logprobs": 3})
    assert read_settable({"top_logprobs": 3, "logprobs": True})


def test_all_together_have_a_limit() -> None:
    with pytest.raises(Malformed, match="64 KiB"):
        read_settable({"stop": "x" * LARGEST})


@pytest.mark.parametrize("nonsense", [None, [], "temperature", 3])
def test_what_is_no_object_is_refused(nonsense: Any) -> None:
    with pytest.raises(Malformed):
        read_settable(nonsense)
