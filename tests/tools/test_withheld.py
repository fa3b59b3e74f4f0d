"""What a chat shows of documents that its owner lost."""

import json
from typing import Any

import pytest

from chatapp.tools.withheld import named_in, withheld
from chatapp.wire.json.jsontext import dumps

LOST = {"vault/orchard-1"}


def passage(number: int, document: str) -> dict[str, Any]:
    url = f"/documents/{document}/?version=1#place"
    return {"number": number, "title": "Orchard", "heading": "Plan", "url": url, "text": "The xylophonist."}


def result(**data: Any) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": "c", "content": dumps(data).decode()}


FOUND = result(
    match="weak",
    nearest=["Orchard – Plan", "House"],
    passages=[passage(1, "vault/orchard-1"), passage(2, "house/keys-2")],
)
CITED = {
    "role": "assistant",
    "content": "The xylophonist [1].",
    "annotations": [
        {
            "type": "url_citation",
            "url_citation": {
                "url": "/documents/vault/orchard-1/?version=1",
                "title": "Orchard",
                "start_index": 16,
                "end_index": 18,
            },
        }
    ],
}


def test_of_a_passage_of_a_lost_document_its_number_is_left() -> None:
    shown = json.loads(withheld(FOUND, LOST)["content"])
    assert shown["passages"] == [{"number": 1, "lost": True}, passage(2, "house/keys-2")]
    assert "Orchard" not in withheld(FOUND, LOST)["content"].replace(json.dumps(passage(2, "")["title"]), "")
    assert "nearest" not in shown


def test_a_citation_of_it_leads_nowhere_and_the_words_of_the_answer_stay() -> None:
    shown = withheld(CITED, LOST)
    assert shown["content"] == CITED["content"]
    source = {"url": "", "title": "", "lost": True, "start_index": 16, "end_index": 18}
    assert shown["annotations"] == [{"type": "url_citation", "url_citation": source}]


def cited_at(url: str) -> dict[str, Any]:
    source = {"url": url, "title": "Orchard", "start_index": 16, "end_index": 18}
    return {**CITED, "annotations": [{"type": "url_citation", "url_citation": source}]}


@pytest.mark.parametrize(
    "url",
    [
        "https://chat.example.com/documents/vault/orchard-1/?version=1&at=2-9#page-3",
        "http://chat.example.com:8000/documents/vault/orchard-1/",
        "HTTPS://Chat.Example.com/documents/vault/orchard-1",
        "https://user@chat.example.com/documents/vault/orchard-1/",
        "//chat.example.com/documents/vault/orchard-1/",
        "http://[::1]:8000/documents/vault/orchard-1/",
    ],
)
def test_an_address_as_a_script_is_told_it_is_withheld_too(settings: Any, url: str) -> None:
    settings.ALLOWED_HOSTS = ["chat.example.com", "[::1]"]
    assert named_in([cited_at(url)]) == LOST
    source = withheld(cited_at(url), LOST)["annotations"][0]["url_citation"]
    assert (source["url"], source["title"], source["lost"]) == ("", "", True)
    found = result(passages=[{**passage(1, ""), "url": url}])
    assert json.loads(withheld(found, LOST)["content"])["passages"] == [{"number": 1, "lost": True}]


@pytest.mark.parametrize(
    "url",
    [
        "https://docs.example.org/documents/vault/orchard-1/",
        "https://chat.example.com/c/1",
        "https://chat.example.com",
        "https://chat.example.com.evil.org/documents/vault/orchard-1/",
        "https://[/documents/vault/orchard-1/",
        "documents/vault/orchard-1/",
        "javascript:/documents/vault/orchard-1/",
        "",
    ],
)
@pytest.mark.parametrize("hosts", [["chat.example.com"], ["chat.example.com", "*"]])
def test_an_address_elsewhere_is_left_as_it_is(settings: Any, url: str, hosts: list[str]) -> None:
    settings.ALLOWED_HOSTS = hosts
    assert named_in([cited_at(url)]) == set()
    assert withheld(cited_at(url), LOST) == cited_at(url)


def test_lists_of_documents_and_calls_that_read_it_name_it_no_more() -> None:
    listed = result(
        documents=[{"document": "vault/orchard-1", "title": "Orchard"}, {"document": "house/keys"}]
    )
    assert json.loads(withheld(listed, LOST)["content"])["documents"] == [{"document": "house/keys"}]
    read = result(document="vault/orchard-1", passages=[passage(1, "vault/orchard-1")])
    assert "orchard" not in withheld(read, LOST)["content"]
    call = {
        "id": "c",
        "function": {"name": "read_document", "arguments": '{"document": "/vault/orchard-1/"}'},
    }
    asked = withheld({"role": "assistant", "content": None, "tool_calls": [call]}, LOST)
    assert "orchard" not in json.dumps(asked)
    assert asked["tool_calls"][0]["id"] == "c"


def test_what_names_none_of_them_is_left_as_it_is() -> None:
    others: list[dict[str, Any]] = [
        {"role": "user", "content": "Read /documents/vault/orchard-1/"},
        {"role": "tool", "content": "no JSON"},
        {"role": "tool", "content": '{"passages": [1, {"url": 2}], "documents": {}}'},
        {"role": "assistant", "content": "", "annotations": [{"type": "x"}, 3], "tool_calls": [{"id": "c"}]},
        {"role": "assistant", "content": None, "annotations": None},
        result(passages=[passage(2, "house/keys-2")]),
    ]
    for body in others:
        assert withheld(body, LOST) is body
    assert named_in([*others, FOUND, CITED]) == {"vault/orchard-1", "house/keys-2"}
