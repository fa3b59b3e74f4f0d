"""A web address becomes a document, and its next versions, and says why where it does not."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from chatapp.accounts.models import User
from chatapp.fetching.errors import FetchError
from chatapp.knowledge.keeping import documents as keeping
from chatapp.knowledge.models import Collection, Document, WebPage
from chatapp.knowledge.models.web_page import Every
from chatapp.knowledge.sources.web_pages import add, defer_due, refetch, refresh, remove, web_pages_of
from tests.knowledge.intake.conftest import settle
from tests.servers.remote_files import RemoteFiles, serving

HOST = "localhost"


@pytest.fixture(scope="module")
def remote() -> Iterator[RemoteFiles]:
    with serving() as files:
        yield files


@pytest.fixture(autouse=True)
def intranet(settings: Settings) -> None:
    settings.INTRANET_HOSTS = frozenset({HOST})


def fetched(page: WebPage) -> WebPage:
    asyncio.run(refresh(page_id=page.pk))
    settle()
    page.refresh_from_db()
    return page


@pytest.fixture
def page(plans: Collection, alice: User, remote: RemoteFiles) -> WebPage:
    html = b"<html><body><h1>Trains</h1><p>Book early.</p></body></html>"
    remote.put("/wiki/trains", html, Content_Type="text/html", ETag='"1"')
    return fetched(add(alice, plans, remote.url("/wiki/trains", HOST), Every.DAY))


def test_a_hundred_addresses_of_one_do_not_hold_up_the_one_of_another(
    plans: Collection, alice: User, bob: User
) -> None:
    def in_order() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT args->>'page_id' FROM procrastinate_jobs ORDER BY priority DESC, id")
            names = [WebPage.objects.get(pk=row[0]).address.rpartition("/")[2] for row in cursor.fetchall()]
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
        return names

    for name in ("a1", "a2", "a3"):
        add(alice, plans, f"https://example.com/{name}", Every.HOUR)
    add(bob, plans, "https://example.com/b1", Every.HOUR)
    assert in_order() == ["a1", "b1", "a2", "a3"]
    # All are due at once; those of Alice for longer.
    past = timezone.now() - timedelta(hours=1)
    WebPage.objects.filter(user=bob).update(due_at=past)
    WebPage.objects.filter(user=alice).update(due_at=past - timedelta(hours=1))
    assert defer_due() == 4
    names = in_order()
    assert (names[1], sorted(names)) == ("b1", ["a1", "a2", "a3", "b1"])


def deferred() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'page_id')::bigint FROM procrastinate_jobs WHERE task_name = 'knowledge.fetch' ORDER BY id"
        )
        return [row[0] for row in cursor.fetchall()]


def test_an_address_becomes_a_document(
    page: WebPage, plans: Collection, alice: User, remote: RemoteFiles
) -> None:
    document = plans.documents.get()
    assert (document.name, document.title, document.added_by) == (
        "localhost/wiki/trains.html",
        "Trains",
        alice,
    )
    assert document.passages.get().text == "Book early."
    assert (page.document, page.failure, page.etag) == (document, "", '"1"')
    assert page.fetched_at is not None
    assert page.due_at is not None
    assert timedelta(hours=23) < page.due_at - timezone.now() < timedelta(hours=24)
    assert deferred() == [page.pk]


def test_what_changed_is_a_new_version_and_what_did_not_is_not_taken_in(
    page: WebPage, remote: RemoteFiles
) -> None:
    remote.put("/wiki/trains", b"", 304)
    fetched(page)
    assert remote.asked[-1][1]["if-none-match"] == '"1"'
    remote.put("/wiki/trains", b"<html><h1>Trains</h1><p>Book late.</p></html>", Content_Type="text/html")
    fetched(page)
    fetched(page)
    document = Document.objects.get(pk=page.document_id)
    assert (document.version, document.passages.get().text) == (2, "Book late.")


def test_a_failure_is_said_and_what_was_there_stays(page: WebPage, remote: RemoteFiles) -> None:
    remote.put("/wiki/trains", b"", 404)
    fetched(page)
    assert page.failure == "There is nothing at this address any more: the server answers 404 (Not Found)."
    assert Document.objects.get(pk=page.document_id).passages.count() == 1


def test_what_cannot_be_read_fails_once_and_not_each_time(
    plans: Collection, alice: User, remote: RemoteFiles
) -> None:
    remote.put("/program", b"MZ\0\0")
    page = fetched(add(alice, plans, remote.url("/program", HOST), Every.HOUR))
    fetched(page)
    assert [intake.state for intake in plans.intakes.all()] == ["failed"]


def test_without_the_operators_word_the_inside_is_refused(
    plans: Collection, alice: User, settings: Settings, remote: RemoteFiles
) -> None:
    settings.INTRANET_HOSTS = frozenset()
    asked = len(remote.asked)
    page = fetched(add(alice, plans, remote.url("/wiki/trains", "127.0.0.1"), Every.NEVER))
    assert "inside of a private network" in page.failure
    assert (page.due_at, len(remote.asked)) == (None, asked)
    with pytest.raises(FetchError):
        add(alice, plans, "file:///etc/passwd", Every.NEVER)


def test_only_what_is_due_is_asked_for_and_once(page: WebPage, plans: Collection, alice: User) -> None:
    before = len(deferred())
    defer_due()
    assert len(deferred()) == before
    WebPage.objects.filter(pk=page.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    defer_due()
    defer_due()
    assert deferred()[before:] == [page.pk]


def test_the_fetches_follow_the_document(
    page: WebPage, plans: Collection, alice: User, remote: RemoteFiles
) -> None:
    target = Collection.objects.create(name="Plans 2", slug="plans-2", owner=alice)
    document = keeping.move(alice, plans.documents.get(), target)
    remote.put("/wiki/trains", b"<html><h1>Trains</h1><p>Moved.</p></html>", Content_Type="text/html")
    fetched(page)
    assert [passage.text for passage in target.documents.get().passages.all()] == ["Moved."]
    assert (list(web_pages_of(plans)), list(web_pages_of(target))) == ([], [page])
    keeping.delete(alice, document)
    asked = len(remote.asked)
    fetched(page)
    assert len(remote.asked) == asked
    assert list(web_pages_of(target)) == []


def test_an_address_is_there_once_and_its_document_outlives_it(
    page: WebPage, plans: Collection, alice: User
) -> None:
    again = add(alice, plans, page.address, Every.WEEK)
    assert (again.pk, again.every) == (page.pk, Every.WEEK)
    refetch(page)
    page.refresh_from_db()
    assert (page.fetched_at, page.etag) == (None, "")
    remove(alice, page)
    assert plans.documents.count() == 1


def test_a_name_in_the_address_is_no_path_here(plans: Collection, alice: User, remote: RemoteFiles) -> None:
    remote.put("/..%2F..%2Fetc/a.txt?x=../../b", b"A.")
    fetched(add(alice, plans, remote.url("/..%2F..%2Fetc/a.txt?x=../../b", HOST), Every.NEVER))
    assert plans.documents.get().name == "localhost/etc/a.txt?x=../b"
