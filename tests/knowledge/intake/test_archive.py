"""An archive is its files, and nothing in it is trusted."""

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chatapp.accounts.models import User
from chatapp.files.store import local_copy
from chatapp.knowledge.intake import archive, states
from chatapp.knowledge.intake.arrival import arrive
from chatapp.knowledge.models import Collection, Document, Intake
from tests.knowledge.intake.conftest import Bring


def packed(files: Mapping[str, bytes]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


def names(collection: Collection) -> list[str]:
    return sorted(Document.objects.filter(collection=collection).values_list("name", flat=True))


def test_each_file_of_an_archive_is_a_document(plans: Collection, bring: Bring) -> None:
    files = {
        "travel.md": b"Travel.",
        "rules/money.txt": b"Money.",
        "__MACOSX/x": b"x",
        "rules/.DS_Store": b"x",
    }
    intake = bring("handbook.zip", packed(files))
    assert (intake.state, intake.reason) == ("ready", "2 files unpacked.")
    assert names(plans) == ["handbook/rules/money.txt", "handbook/travel.md"]
    assert bring("handbook.zip", packed(files)).state == "ready"
    assert len(names(plans)) == 2


def test_names_that_lead_elsewhere_are_names_only(plans: Collection, bring: Bring) -> None:
    evil = {"../../etc/passwd": b"a", "/root/x.txt": b"b", "C:\\Windows\\y.txt": b"c", "<script>.md": b"d"}
    bring("evil.zip", packed(evil))
    assert names(plans) == [
        "evil/<script>.md",
        "evil/Windows/y.txt",
        "evil/etc/passwd",
        "evil/root/x.txt",
    ]


def test_archives_in_archives_are_left_out(plans: Collection, bring: Bring) -> None:
    intake = bring("outer.zip", packed({"inner.zip": packed({"a.txt": b"a"}), "b.txt": b"b"}))
    assert intake.reason == "1 file unpacked. Left out: inner.zip (an archive in an archive)."
    assert names(plans) == ["outer/b.txt"]


def test_a_bomb_is_refused_by_what_it_says_and_by_what_it_does(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 100_000)
    bomb = packed({"zeros.txt": b"0" * 200_000})
    assert "Unpacked it is larger than" in bring("bomb.zip", bomb).reason
    liar = bytearray(bomb)
    directory = liar.rindex(b"PK\x01\x02")
    liar[directory + 24 : directory + 28] = struct.pack("<I", 10)
    refused = bring("liar.zip", bytes(liar))
    assert refused.state == "failed" or "Left out" in refused.reason or refused.reason == "1 file unpacked."


def test_an_archive_of_very_many_files_is_refused(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    many = packed({f"{number}.txt": b"x" for number in range(4)})
    assert "more than 3 files" in bring("many.zip", many).reason
    monkeypatch.setattr(archive, "_LARGEST_DIRECTORY", 10)
    assert "more than 3 files" in bring("more.zip", packed({"a.txt": b"x"})).reason


def test_a_damaged_archive_says_so(bring: Bring) -> None:
    cut = packed({"a.txt": b"x" * 1000, "b.txt": b"y" * 1000})[:60]
    assert (
        bring("cut.zip", cut).reason == "“cut.zip” is damaged, or not a zip archive: it cannot be unpacked."
    )


def test_many_files_are_admitted_in_few_statements_and_each_once(plans: Collection, alice: User) -> None:
    files = {f"{number}.txt": b"%d" % number for number in range(120)}
    intake = arrive(alice, plans, "many.zip", [packed({**files, "../0.txt": b"0"})])
    begun = states.begin(intake.pk) if intake else None
    assert begun
    for _ in range(2):
        with local_copy(begun.content) as path, CaptureQueriesContext(connection) as asked:
            assert archive.unpack(begun, path) == "121 files unpacked."
        own = [query["sql"] for query in asked if "knowledge_" in query["sql"]]
        assert len(own) <= 12
    waiting = Intake.objects.filter(collection=plans, state="waiting").order_by("pk")
    assert [one.name for one in waiting] == [f"many/{name}" for name in files]
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'intake_id', priority FROM procrastinate_jobs ORDER BY id")
        _, *jobs = cursor.fetchall()
    # Each of a person's waiting files has the next rank, across all of them.
    assert jobs == [(str(one.pk), -rank) for rank, one in enumerate(waiting, start=1)]
