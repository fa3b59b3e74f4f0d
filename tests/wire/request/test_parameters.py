"""The table of parameters, from which the rules, the document, the ledger and the samples derive."""

import inspect
import math

import pytest
from openai.resources.chat.completions import Completions

from chatapp.wire.request.parameters import PARAMETERS
from tests.wire.request.test_chat import FULL
from tests.wire.request.test_refusals import WRONG_PARAMETERS

WORDS = {"reasoning_effort", "verbosity", "service_tier"}
SCALARS = {
    name: parameter
    for name, parameter in PARAMETERS.items()
    if parameter.schema.json.get("type") in ("boolean", "integer", "number")
}


def test_each_is_tried_with_a_value_that_is_taken_and_with_one_that_is_refused() -> None:
    assert PARAMETERS.keys() <= FULL.keys()
    assert PARAMETERS.keys() <= {name for name, _, _ in WRONG_PARAMETERS}


def test_what_is_kept_of_every_call_is_a_number_a_flag_or_a_word() -> None:
    """What people are known by, and whatever else is free text, is the caller's."""
    kept = {name for name, parameter in PARAMETERS.items() if parameter.kept}
    assert kept == (SCALARS.keys() - {"store"}) | WORDS
    assert all(PARAMETERS[name].schema.json["examples"] for name in WORDS)


@pytest.mark.parametrize("name", SCALARS)
def test_a_number_or_a_flag_has_a_sentence_and_ends(name: str) -> None:
    json = SCALARS[name].schema.json
    assert json["description"].endswith(".")
    if json["type"] == "number":
        assert json["minimum"] < json["maximum"] < math.inf


@pytest.mark.parametrize("name", [name for name, one in PARAMETERS.items() if one.default is not None])
def test_a_default_is_a_value_that_is_taken(name: str) -> None:
    PARAMETERS[name].schema.rule(PARAMETERS[name].default, name)


def test_the_official_client_takes_by_keyword_what_we_say_and_no_other() -> None:
    keywords = inspect.signature(Completions.create).parameters
    assert {name for name, one in PARAMETERS.items() if one.by_keyword} == PARAMETERS.keys() & keywords
