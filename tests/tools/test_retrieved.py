"""What an answer was given to read, and what of it was used."""

import json
from typing import Any

from chatapp.tools.retrieved import retrieved


def passage(number: int, **fields: Any) -> dict[str, Any]:
    given = {
        "number": number,
        "title": "Keys",
        "heading": "",
        "url": f"/documents/house/keys-{number}/?version=2",
    }
    return {**given, "text": f"Text {number}.", "score": number / 10, **fields}


def result(*passages: object) -> str:
    return json.dumps({"passages": passages})


def test_what_is_cited_comes_first_and_then_the_best() -> None:
    found = retrieved(
        [result(passage(1), passage(2)), result(passage(3), passage(4))], "So it is [1], not [9]."
    )
    assert [(one.number, one.used) for one in found] == [(1, True), (4, False), (3, False), (2, False)]
    assert found[0].document == "house/keys-1"


def test_a_marker_in_code_uses_nothing() -> None:
    assert [one.used for one in retrieved([result(passage(1))], "`list[1]`")] == [False]


def test_a_passage_that_was_found_twice_is_there_once_as_it_is_cited() -> None:
    again = passage(7, url=passage(1)["url"], text=passage(1)["text"])
    assert [(one.number, one.used) for one in retrieved([result(passage(1)), result(again)], "[7]")] == [
        (7, True)
    ]
    assert [one.number for one in retrieved([result(passage(1, score=0.7)), result(again)], "")] == [1]


def test_what_was_read_has_no_score() -> None:
    read = {name: value for name, value in passage(1).items() if name != "score"}
    assert retrieved([result(read)], "")[0].score is None


def test_results_that_are_something_else_hold_no_passages() -> None:
    others = ["", "no JSON", "[]", '{"passages": 3}', '{"passages": [1, {"number": "x"}]}', '{"error": "x"}']
    assert retrieved(others, "[1]") == []
