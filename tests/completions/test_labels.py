"""Labels: what the rows of a stored completion's metadata and model look like."""

from hypothesis import given
from hypothesis import strategies as st

from chatapp.completions.models import StoredLabel
from chatapp.completions.stored.labels import labels_of, model_label, pair_label

LENGTHS = {field.name: field.max_length for field in StoredLabel._meta.fields if field.max_length}


def test_each_pair_and_each_name_is_a_label() -> None:
    assert labels_of({"team": "red", "run": "7"}, ["fast", "gpt", "openai/gpt"]) == [
        ("metadata.team", "red"),
        ("metadata.run", "7"),
        ("model", "fast"),
        ("model", "gpt"),
        ("model", "openai/gpt"),
    ]


def test_a_name_that_is_said_twice_is_one_label() -> None:
    assert labels_of({}, ["gpt", "gpt", "gpt-2026", "gpt"]) == [("model", "gpt"), ("model", "gpt-2026")]


def test_a_name_that_nobody_said_is_no_label() -> None:
    assert labels_of({}, ["", "gpt"]) == [("model", "gpt")]


def test_a_pair_named_model_is_not_the_model() -> None:
    assert labels_of({"model": "x"}, ["x"]) == [("metadata.model", "x"), ("model", "x")]


def test_an_empty_value_is_a_label() -> None:
    assert labels_of({"flag": ""}, []) == [("metadata.flag", "")]


_TEXT = st.text(st.characters(exclude_categories=()) | st.sampled_from("\0\ud83d\udc4d"))


@given(st.dictionaries(_TEXT, _TEXT), st.lists(_TEXT))
def test_every_label_fits_its_columns(metadata: dict[str, str], names: list[str]) -> None:
    labels = labels_of(metadata, names)
    assert len(labels) == len(set(labels))
    for name, value in labels:
        assert len(name) <= LENGTHS["name"]
        assert len(value) <= LENGTHS["value"]
        assert "\0" not in (name + value).encode().decode()


@given(st.dictionaries(_TEXT, _TEXT), st.lists(_TEXT.filter(bool)))
def test_what_was_labelled_is_looked_for_by_the_same_label(
    metadata: dict[str, str], names: list[str]
) -> None:
    labels = labels_of(metadata, names)
    assert {pair_label(key, value) for key, value in metadata.items()} | set(map(model_label, names)) == set(
        labels
    )
