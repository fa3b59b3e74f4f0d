"""The search page of the documents: what everybody finds, and nobody else's."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.knowledge.ingestion import Source, sync
from chatapp.knowledge.models import Collection

KEYS = "# Keys\n\nA <b>key</b> opens *doors*.\n\n## Lost keys\n\nAsk “Alice” about losing keys.\n"
PAGE = "/search/documents/"
MONTHS = timedelta(days=90)


@pytest.fixture(autouse=True)
def manual(db: None) -> Collection:
    manual = Collection.objects.create(name="About", slug="product", built_in=True)
    sync(manual, [Source("keys", "Keys", KEYS)])
    return manual


@pytest.fixture(autouse=True)
def secret(alice: User) -> Collection:
    secret = Collection.objects.create(name="Secret plans", slug="secret", owner=alice)
    sync(secret, [Source("plan", "Plan", "Where the lost key is hidden.")])
    return secret


def page_of(client: Client, person: User, **query: str) -> str:
    client.force_login(person)
    response = client.get(PAGE, query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.text)


def urls_in(page: str) -> list[str]:
    return re.findall(r'class="result-title"><a href="([^"]+)"', page)


def test_a_search_needs_no_model_and_marks_the_words_in_all_their_forms(
    client: Client, charlie: User
) -> None:
    page = page_of(client, charlie, q="lose a key")
    assert urls_in(page)[0] == "/documents/product/keys/#lost-keys"
    marked = re.findall(r"<mark >(.*?)</mark>", page)
    assert {"losing", "keys", "key"} <= set(marked)


def test_what_a_document_holds_is_text_and_never_markup(client: Client, alice: User) -> None:
    page = page_of(client, alice, q="<b>opens</b>")
    assert "<b>" not in page
    assert 'value="&lt;b&gt;opens&lt;/b&gt;"' in page


def test_a_slip_in_a_word_is_said_to_whom_the_right_word_may_be_known(
    client: Client, alice: User, charlie: User
) -> None:
    page = page_of(client, alice, q="hiddden")
    assert "Searched for <strong>hidden</strong> instead of <s>hiddden</s>" in page
    assert urls_in(page) == ["/documents/secret/plan/"]
    stranger = page_of(client, charlie, q="hiddden")
    assert "Searched for" not in stranger
    assert urls_in(stranger) == []


def test_an_owner_finds_what_a_stranger_does_not_even_count(
    client: Client, alice: User, charlie: User
) -> None:
    assert "/documents/secret/plan/" in urls_in(page_of(client, alice, q="lost"))
    page = page_of(client, charlie, q="lost hidden")
    assert urls_in(page) == ["/documents/product/keys/#lost-keys"]
    assert "1 passage<" in page.replace("1 passage <", "1 passage<")
    assert "Secret" not in page
    assert "hidden</mark>" not in page
    assert urls_in(page_of(client, charlie, q="hidden")) == []


def test_another_groups_member_finds_as_little_as_a_stranger(client: Client, bob: User) -> None:
    assert urls_in(page_of(client, bob, q="hidden")) == []


def test_a_collection_can_be_chosen(client: Client, alice: User) -> None:
    page = page_of(client, alice, q="lost", collection="secret")
    assert urls_in(page) == ["/documents/secret/plan/"]
    assert '<option value="secret" selected>Secret plans' in page


@pytest.mark.parametrize("slug", ["secret", "nowhere"])
def test_a_collection_that_is_not_theirs_is_not_there(client: Client, charlie: User, slug: str) -> None:
    client.force_login(charlie)
    assert client.get(PAGE, {"q": "lost", "collection": slug}).status_code == 404


def test_documents_are_shown_once_with_their_best_passages(client: Client, charlie: User) -> None:
    page = page_of(client, charlie, q="keys", by="documents")
    assert urls_in(page) == ["/documents/product/keys/"]
    assert "2 passages found" in page
    assert "1 document<" in page.replace("1 document <", "1 document<")


def test_more_results_are_on_other_pages(client: Client, charlie: User, manual: Collection) -> None:
    sync(manual, [Source(f"d{number}", f"D{number}", "A lamp.") for number in range(45)])
    first, last = page_of(client, charlie, q="lamp"), page_of(client, charlie, q="lamp", page="3")
    assert (len(urls_in(first)), len(urls_in(last))) == (20, 5)
    assert not set(urls_in(first)) & set(urls_in(last))
    assert "Page 3 of 3" in last
    assert len(urls_in(page_of(client, charlie, q="lamp", by="documents", page="5"))) == 5


def test_a_question_about_something_else_is_said_to_be_one(client: Client, charlie: User) -> None:
    assert "hardly match" in page_of(client, charlie, q="volcanoes and glaciers open nothing under the ocean")
    assert "No passage has any of these words" in page_of(client, charlie, q="volcanoes")


def test_without_a_question_there_is_the_form(client: Client, charlie: User) -> None:
    for query in ({}, {"q": "  "}, {"q": "\0"}):
        page = page_of(client, charlie, **query)
        assert 'name="q"' in page
        assert "No passage" not in page


def test_marks_alone_find_nothing_and_break_nothing(client: Client, charlie: User) -> None:
    assert "No passage" in page_of(client, charlie, q="?!' -- %s %% ) (")


def test_who_is_not_logged_in_is_asked_to(client: Client) -> None:
    response = client.get(PAGE, {"q": "lost"})
    assert (response.status_code, response["Location"].partition("?")[2][:5]) == (302, "next=")


def test_the_search_is_found_from_the_documents_and_the_chat(client: Client, charlie: User) -> None:
    client.force_login(charlie)
    assert f'action="{PAGE}"' in client.get("/documents/").text
    assert f'href="{PAGE}"' in client.get("/").text


def test_a_search_keeps_to_a_kind_of_documents_and_to_what_changed_lately(
    client: Client, charlie: User, manual: Collection
) -> None:
    sync(manual, [Source("keys", "Keys", KEYS), Source("sheet", "Sheet", "A key of a sheet.")])
    manual.documents.filter(slug="sheet").update(media_type="text/csv", updated_at=timezone.now() - MONTHS)
    keys, sheet = "/documents/product/keys/#keys", "/documents/product/sheet/"
    assert {keys, sheet} <= set(urls_in(page_of(client, charlie, q="key")))
    assert urls_in(page_of(client, charlie, q="key", kind="table")) == [sheet]
    assert sheet not in urls_in(page_of(client, charlie, q="key", kind="plain"))
    lately = urls_in(page_of(client, charlie, q="key", changed="30"))
    assert keys in lately
    assert sheet not in lately
    assert urls_in(page_of(client, charlie, q="key", kind="table", changed="365")) == [sheet]
    assert "search everything" in page_of(client, charlie, q="key", kind="mail")
    assert {keys, sheet} <= set(urls_in(page_of(client, charlie, q="key", kind="nonsense", changed="x")))
