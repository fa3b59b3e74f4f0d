"""A file that arrives becomes a document in one moment, once, or says why it does not."""

import asyncio

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.extraction.extracted import Extracted, Page
from chatapp.extraction.media_types import MARKDOWN
from chatapp.knowledge.errors import Unreadable
from chatapp.knowledge.intake import states
from chatapp.knowledge.intake.adoption import adopt
from chatapp.knowledge.intake.arrival import MOST_RANKS, arrive, retry
from chatapp.knowledge.intake.taking_in import take_in
from chatapp.knowledge.models import Collection, Document, Intake, Passage, Posting
from tests.extraction import samples
from tests.knowledge.intake.conftest import Bring, settle

TRAVEL = b"# Travel\n\nBook trains early.\n\n## Hotels\n\nAsk the office for hotels.\n"


def passages(collection: Collection) -> list[str]:
    found = Passage.objects.filter(document__collection=collection).order_by("document__name", "number")
    return [passage.text for passage in found]


def assert_counts_are_right(collection: Collection) -> None:
    collection.refresh_from_db()
    found = Passage.objects.filter(document__collection=collection)
    assert collection.passage_count == found.count()
    assert collection.term_count == sum(passage.length for passage in found)


def test_a_file_becomes_a_document_with_its_passages(plans: Collection, bring: Bring, alice: User) -> None:
    intake = bring("handbook/travel.md", TRAVEL)
    document = Document.objects.get(collection=plans)
    assert (intake.state, intake.document) == ("ready", document)
    assert (document.name, document.title, document.version) == ("handbook/travel.md", "Travel", 1)
    assert (document.added_by, document.content) == (alice, intake.content)
    assert passages(plans) == ["Book trains early.", "Ask the office for hotels."]
    assert Posting.objects.filter(collection=plans, term="hotel").count() == 1
    assert_counts_are_right(plans)


def test_a_short_file_takes_few_statements(plans: Collection, alice: User) -> None:
    """Of a thousand of them they take most of the time."""
    intake = arrive(alice, plans, "travel.md", [TRAVEL])
    assert intake is not None
    begun = states.begin(intake.pk)
    assert begun is not None
    with CaptureQueriesContext(connection) as captured:
        adopt(begun, Extracted(MARKDOWN, "Travel", (Page(None, TRAVEL.decode()),)))
    told = [
        query["sql"]
        for query in captured
        if query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))
    ]
    assert len(told) <= 8, told
    assert_counts_are_right(plans)


def test_a_bad_file_says_why_and_stops_no_other(plans: Collection, bring: Bring) -> None:
    broken, good = bring("broken.pdf", b"%PDF-1.7 and no more"), bring("good.txt", b"Good.")
    assert (broken.state, good.state) == ("failed", "ready")
    assert "broken.pdf" in broken.reason
    assert passages(plans) == ["Good."]
    empty = bring("empty.txt", b"   ")
    assert (empty.state, empty.reason) == ("failed", "There is no text in it.")
    program = bring("program.exe", b"MZ\0\0")
    assert "is a program: its text cannot be read" in program.reason


def test_the_same_content_under_the_same_name_is_there_already(
    plans: Collection, bring: Bring, alice: User
) -> None:
    bring("travel.md", TRAVEL)
    assert arrive(alice, plans, "travel.md", [TRAVEL]) is None
    bring("copy.md", TRAVEL)
    assert sorted(plans.documents.values_list("name", flat=True)) == ["copy.md", "travel.md"]


def test_two_people_at_once_bring_one_file_once(plans: Collection, alice: User, bob: User) -> None:
    first, second = (arrive(user, plans, "travel.md", [TRAVEL]) for user in (alice, bob))
    assert first == second
    settle()
    assert Document.objects.filter(collection=plans).count() == 1


def test_a_job_that_runs_again_and_again_takes_in_once(plans: Collection, alice: User) -> None:
    intake = arrive(alice, plans, "travel.md", [TRAVEL])
    assert intake is not None
    states.begin(intake.pk)  # A worker that was killed while it read.

    async def twice_at_once() -> None:
        await asyncio.gather(take_in(intake_id=intake.pk), take_in(intake_id=intake.pk))

    asyncio.run(twice_at_once())
    asyncio.run(take_in(intake_id=intake.pk))
    assert Document.objects.get(collection=plans).version == 1
    assert len(passages(plans)) == 2
    assert_counts_are_right(plans)


def test_a_file_that_takes_the_server_down_is_given_up(plans: Collection, alice: User) -> None:
    intake = arrive(alice, plans, "travel.md", [TRAVEL])
    assert intake is not None
    for _ in range(states.MOST_ATTEMPTS):
        assert states.begin(intake.pk)
    assert states.begin(intake.pk) is None
    intake.refresh_from_db()
    assert intake.state == "failed"
    assert "The server stopped each time" in intake.reason
    retry(intake)
    settle()
    intake.refresh_from_db()
    assert intake.state == "ready"


def test_new_content_is_a_new_version(plans: Collection, bring: Bring) -> None:
    bring("travel.md", TRAVEL)
    document = Document.objects.get(collection=plans)
    bring("travel.md", b"# Travelling\n\nFly never.\n")
    document.refresh_from_db()
    assert (document.version, document.title) == (2, "Travelling")
    assert passages(plans) == ["Fly never."]
    older = document.older_versions.get()
    assert (older.number, older.title, older.text.encode()) == (1, "Travel", TRAVEL)
    assert_counts_are_right(plans)


def test_what_arrived_later_stays_the_newest_whichever_is_ready_first(
    plans: Collection, bring: Bring, alice: User
) -> None:
    bring("travel.md", TRAVEL)
    second = arrive(alice, plans, "travel.md", [b"Second."])
    third = arrive(alice, plans, "travel.md", [b"Third."])
    assert second is not None
    assert third is not None
    for intake in (third, second):
        asyncio.run(take_in(intake_id=intake.pk))
    assert passages(plans) == ["Third."]
    assert set(plans.intakes.values_list("state", flat=True)) == {"ready"}


def test_nothing_is_taken_into_a_collection_that_was_deleted(plans: Collection, alice: User) -> None:
    intake = arrive(alice, plans, "travel.md", [TRAVEL])
    assert intake is not None
    Collection.objects.filter(pk=plans.pk).update(deleted_at=timezone.now())
    assert states.begin(intake.pk) is None
    intake.refresh_from_db()
    assert (intake.state, intake.reason) == ("failed", "The collection was deleted meanwhile.")
    assert not Document.objects.filter(collection=plans).exists()


def test_what_was_being_read_is_not_taken_into_a_collection_that_was_deleted(
    plans: Collection, alice: User
) -> None:
    intake = arrive(alice, plans, "travel.md", [TRAVEL])
    assert intake is not None
    begun = states.begin(intake.pk)
    assert begun is not None
    Collection.objects.filter(pk=plans.pk).update(deleted_at=timezone.now())
    read = Extracted(MARKDOWN, "Travel", (Page(None, "Read already."),))
    with pytest.raises(Unreadable, match="The collection was deleted meanwhile"):
        adopt(begun, read)
    assert not Document.objects.filter(collection=plans).exists()


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("rules.docx", samples.docx("Travel rules", "Go by train."), "Travel rules"),
        ("book.epub", samples.epub("Call me."), "One"),
        ("study.ipynb", samples.notebook("1 + 1", "2"), "Study"),
        ("bill.pdf", samples.pdf("Total"), "bill"),
    ],
)
def test_a_document_is_titled_by_the_heading_that_it_begins_with(
    plans: Collection, bring: Bring, name: str, content: bytes, title: str
) -> None:
    bring(name, content)
    assert Document.objects.get(collection=plans).title == title


def test_a_thousand_files_of_one_do_not_hold_up_the_one_of_another(
    plans: Collection, alice: User, bob: User
) -> None:
    for number in range(5):
        arrive(alice, plans, f"{number}.txt", [b"%d" % number])
    arrive(bob, plans, "bob.txt", [b"Mine."])
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'intake_id' FROM procrastinate_jobs ORDER BY priority DESC, id")
        order = [Intake.objects.get(pk=row[0]).name for row in cursor.fetchall()]
    assert order == ["0.txt", "bob.txt", "1.txt", "2.txt", "3.txt", "4.txt"]


def test_beyond_some_a_persons_files_come_as_they_arrive(plans: Collection, alice: User, bob: User) -> None:
    arrive(alice, plans, "first.txt", [b"first"])
    first = Intake.objects.get()
    Intake.objects.bulk_create(
        Intake(collection=plans, user=alice, name=f"{number}.txt", content=first.content)
        for number in range(MOST_RANKS)
    )
    arrive(alice, plans, "last.txt", [b"last"])
    arrive(bob, plans, "bob.txt", [b"Mine."])
    with connection.cursor() as cursor:
        cursor.execute("SELECT priority FROM procrastinate_jobs ORDER BY id")
        assert [row[0] for row in cursor.fetchall()] == [-1, -MOST_RANKS, -1]


@pytest.mark.parametrize("state", ["ready", "waiting"])
def test_only_what_failed_is_tried_again(plans: Collection, bring: Bring, state: str) -> None:
    intake = bring("travel.md", TRAVEL)
    Intake.objects.filter(pk=intake.pk).update(state=state)
    retry(intake)
    intake.refresh_from_db()
    assert intake.state == state
