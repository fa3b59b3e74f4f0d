"""The page of a document that somebody brought: its versions, its pages, and what editors do there."""

import html
import re

import pytest
from django.test import Client

from chatapp.accounts.models import User
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection, Document, GrantRole
from chatapp.knowledge.results.found import find
from tests.knowledge.documents import taken_in


@pytest.fixture
def plans(alice: User) -> Collection:
    return keeping.create(alice, keeping.Description("Plans", "", "english"))


@pytest.fixture
def travel(plans: Collection, alice: User) -> Document:
    taken_in(alice, plans, "travel.md", "# Travel\n\nBy train.")
    return taken_in(alice, plans, "travel.md", "# Travel\n\nBy plane.")


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def test_a_citation_of_an_older_version_opens_it_and_says_so(browser: Client, travel: Document) -> None:
    address = travel.get_absolute_url()
    newest = browser.get(f"{address}?version=2").text
    assert "By plane." in newest
    assert "older version" not in newest
    older = browser.get(f"{address}?version=1").text
    assert "By train." in older
    assert "This is an older version, 1 of 2" in older
    assert ("version 1</p>" in older, "version 2 ·" in newest, "version 2 ·" in older) == (True, True, False)
    assert ("Version 1</a>" in newest, "Version 1</a>" in older) == (True, False)
    assert "By plane." in browser.get(f"{address}?version=x").text
    assert browser.get(f"{address}?version=7").status_code == 404


def test_a_document_with_pages_shows_those_around_the_one_that_was_cited(
    browser: Client, plans: Collection, alice: User
) -> None:
    pages = [f"Text of page {number}." for number in range(1, 121)]
    document = taken_in(alice, plans, "book.pdf", *pages, paged=True)
    page = browser.get(f"{document.get_absolute_url()}?version=1&page=60").text
    assert 'id="page-60"' in page
    assert "Text of page 51." in page
    assert "Text of page 50." not in page
    assert '?page=1"' in page
    assert "?page=101" in page


def _cited_at(page: str) -> dict[str, tuple[int, int]]:
    """The texts of a page of which a part is marked, with its place."""
    texts = re.findall(r'data-cited-at="(\d+)-(\d+)"[^>]*>([^<]*)<', page)
    return {html.unescape(text): (int(start), int(end)) for start, end, text in texts}


def test_the_passage_of_a_citation_is_marked_also_in_an_older_version(
    browser: Client, plans: Collection, alice: User
) -> None:
    document = taken_in(
        alice,
        plans,
        "a.md",
        "# A 😀\r\n\r\n<!-- Also asked as: x -->\r\n\r\nBy train 😀.\r\n\r\n## B\r\n\r\nEnd.",
    )
    hits = find(alice, "train").hits
    taken_in(alice, plans, "a.md", "Something else.")
    page = browser.get(hits[0].url).text
    assert "This is an older version" in page
    ((text, (start, end)),) = _cited_at(page).items()
    assert text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == "By train 😀."
    nowhere = [
        document.get_absolute_url() + query for query in ("?at=5-2", "?at=-1-9", "?at=900-999", "?at=x")
    ]
    assert [_cited_at(browser.get(address).text) for address in nowhere] == [{}] * 4


def test_a_passage_over_two_pages_is_marked_on_both(browser: Client, plans: Collection, alice: User) -> None:
    taken_in(alice, plans, "book.pdf", "First things first.", "Second things next.", "# Third", paged=True)
    (hit, *_) = find(alice, "things next").hits
    assert hit.url.endswith("&page=1#page-1")
    marked = _cited_at(browser.get(hit.url).text)
    assert marked == {"First things first.\n\n": (0, 21), "Second things next.\n\n": (0, 19)}


def test_the_words_of_a_quotation_are_handed_to_the_page_as_text(browser: Client, travel: Document) -> None:
    page = browser.get(f"{travel.get_absolute_url()}?quote=By+%22plane%22%3Cimg%3E%00").text
    assert 'data-quote="By &quot;plane&quot;&lt;img&gt;"' in page


def test_a_passage_that_was_made_before_places_were_kept_opens_as_before(
    browser: Client, travel: Document, alice: User
) -> None:
    travel.passages.update(start=None, end=None)
    (hit,) = find(alice, "plane").hits
    assert hit.url == f"{travel.get_absolute_url()}?version=2#travel"
    assert "By plane." in browser.get(hit.url).text


def test_a_document_is_searched_inside(browser: Client, travel: Document) -> None:
    assert "#travel" in browser.get(f"{travel.get_absolute_url()}?q=plane").text
    assert "“&lt;b&gt;” is not in this document." in browser.get(f"{travel.get_absolute_url()}?q=<b>").text


def test_an_editor_renames_moves_deletes_and_takes_back(
    browser: Client, travel: Document, plans: Collection, alice: User
) -> None:
    rules = keeping.create(alice, keeping.Description("Rules", "", "english"))
    verbs = f"/collections/{plans.slug}/documents/{travel.slug}/"
    assert '<h2 id="change-document">' in browser.get(travel.get_absolute_url()).text
    assert 'href="#change-document">Change it' in browser.get(travel.get_absolute_url()).text
    browser.post(f"{verbs}title/", {"title": "<i>Trips</i>"})
    assert "&lt;i&gt;Trips" in browser.get(f"/documents/{plans.slug}/").text
    gone = browser.post(f"{verbs}deletion/")["Location"]
    assert browser.get(travel.get_absolute_url()).status_code == 404
    assert "is deleted." in browser.get(gone).text
    browser.post(f"{verbs}restoration/")
    moved = browser.post(f"{verbs}collection/", {"target": rules.slug})["Location"]
    assert moved == f"/documents/{rules.slug}/{travel.slug}/"
    old = browser.get(f"{travel.get_absolute_url()}?version=1")
    assert old["Location"] == f"{moved}?version=1"


@pytest.mark.parametrize("reads", [False, True])
def test_strangers_find_nothing_and_readers_change_nothing(
    client: Client, travel: Document, plans: Collection, alice: User, charlie: User, reads: bool
) -> None:
    if reads:
        keeping.share(alice, plans, charlie, GrantRole.READER)
    client.force_login(charlie)
    address = travel.get_absolute_url()
    page = client.get(address)
    assert page.status_code == (200 if reads else 404)
    assert ("By plane." in page.text) is reads
    assert "change-document" not in page.text
    if not reads:
        assert "not here for you" in page.text
        assert client.get(f"{address}?version=1").status_code == 404
        assert client.get(f"{address}original/").status_code == 404
    for verb in ("title", "content", "collection", "deletion", "restoration"):
        sent = {"title": "x", "target": plans.slug}
        assert (
            client.post(f"/collections/{plans.slug}/documents/{travel.slug}/{verb}/", sent).status_code == 404
        )
    travel.refresh_from_db()
    assert (travel.title, travel.deleted_at) == ("Travel", None)
