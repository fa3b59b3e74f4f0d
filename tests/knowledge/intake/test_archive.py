"""An archive is its files, and nothing in it is trusted."""

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from chatapp.knowledge.intake import archive
from chatapp.knowledge.models import Collection, Document
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
