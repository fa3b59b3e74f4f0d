"""`/v1/files`: what a script sends, sees and deletes, and what it may not."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection
from pytest_django import Settings

from chatapp.knowledge.intake.taking_in import take_in
from chatapp.knowledge.keeping import collections as keeping
from chatapp.knowledge.models import Collection, Document, GrantRole, Intake
from chatapp.wire.json.jsontext import loads
from tests.api.promises import complaints
from tests.api.script import Script, script_of
from tests.engine import Person
from tests.extraction import samples

pytestmark = pytest.mark.anyio

FILES = "/v1/files"
FIELDS = {"collection": "plans", "purpose": "user_data"}
TRAVEL = b"# Travel\n\nBook trains early.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    files = settings.STORAGES["files"]
    options = {**files["OPTIONS"], "location": tmp_path}
    settings.STORAGES = {**settings.STORAGES, "files": {**files, "OPTIONS": options}}


@database_sync_to_async
def _truncate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
async def plans(alice_online: Person) -> AsyncIterator[Collection]:
    yield await Collection.objects.acreate(name="Plans", slug="plans", owner=alice_online.user)
    await Collection.objects.filter(slug="plans").adelete()
    await _truncate()


async def read_all() -> None:
    async for intake in Intake.objects.filter(state="waiting"):
        await take_in(intake_id=intake.pk)


async def sent(
    script: Script, name: str = "travel.md", content: bytes = TRAVEL, **fields: str
) -> dict[str, Any]:
    response = await script.upload(FILES, {**FIELDS, **fields}, file=(name, content))
    assert response.status_code == 200, response.text
    value: dict[str, Any] = loads(response.content)
    assert complaints("OpenAIFile", value) == []
    return value


async def refused(
    script: Script, fields: dict[str, str], **files: tuple[str, bytes]
) -> tuple[int, dict[str, Any]]:
    response = await script.upload(FILES, fields, **files)
    return response.status_code, loads(response.content)["error"]


async def test_a_file_is_sent_read_looked_up_and_deleted(alices: Script, plans: Collection) -> None:
    pairs = {"external_id": "crm-1", "metadata[team]": "blue"}
    file = await sent(alices, **pairs)
    assert file == {
        "id": file["id"],
        "object": "file",
        "bytes": len(TRAVEL),
        "created_at": file["created_at"],
        "filename": "travel.md",
        "purpose": "user_data",
        "status": "uploaded",
        "status_details": None,
        "collection": "plans",
        "external_id": "crm-1",
        "metadata": {"team": "blue"},
        "url": None,
    }
    await read_all()
    again = await alices.get(f"{FILES}/{file['id']}")
    document = await Document.objects.aget(collection=plans)
    assert (again["status"], again["url"]) == (
        "processed",
        f"http://localhost/documents/plans/{document.slug}/",
    )
    assert document.name == "crm-1/travel.md"
    gone = await alices.send("DELETE", f"{FILES}/{file['id']}")
    assert loads(gone.content) == {"id": file["id"], "object": "file", "deleted": True}
    assert (await alices.get(FILES))["data"] == []
    await document.arefresh_from_db()
    assert document.deleted_at is not None


async def test_the_same_content_again_changes_nothing_but_the_metadata(
    alices: Script, plans: Collection
) -> None:
    file = await sent(alices, external_id="1", metadata='{"a": "b"}')
    assert file["metadata"] == {"a": "b"}
    assert (await sent(alices, external_id="1"))["id"] == file["id"]
    await read_all()
    again = await sent(alices, external_id="1", **{"metadata[c]": "d"})
    assert (again["id"], again["status"], again["metadata"]) == (file["id"], "processed", {"c": "d"})
    assert await Intake.objects.filter(collection=plans).acount() == 1


async def test_other_content_is_the_next_version(alices: Script, plans: Collection) -> None:
    file = await sent(alices, external_id="1")
    await read_all()
    changed = await sent(alices, "renamed.md", b"# Travel\n\nFly never.\n", external_id="1")
    assert (changed["id"], changed["status"]) == (file["id"], "uploaded")
    await read_all()
    assert (await Document.objects.aget(collection=plans)).version == 2


async def test_files_of_one_name_are_told_apart_by_what_the_script_calls_them(
    alices: Script, plans: Collection
) -> None:
    first, second = [await sent(alices, external_id=id) for id in ("1", "2")]
    assert first["id"] != second["id"]
    assert (await sent(alices))["id"] not in (first["id"], second["id"])
    await read_all()
    assert await Document.objects.filter(collection=plans).acount() == 3
    only = await alices.get(FILES, {"external_id": "2", "collection": "plans"})
    assert [file["id"] for file in only["data"]] == [second["id"]]


async def test_two_at_once_send_one_file_once(alices: Script, plans: Collection) -> None:
    files = await asyncio.gather(*(sent(alices, external_id="1") for _ in range(4)))
    assert len({file["id"] for file in files}) == 1
    assert await Intake.objects.filter(collection=plans).acount() == 1


async def test_what_cannot_be_read_says_why_and_is_tried_again_when_it_is_sent_again(
    alices: Script, plans: Collection
) -> None:
    file = await sent(alices, "program.exe", b"MZ\0\0")
    await read_all()
    failed = await alices.get(f"{FILES}/{file['id']}")
    assert (failed["status"], "is a program" in failed["status_details"]) == ("error", True)
    assert (await sent(alices, "program.exe", b"MZ\0\0"))["status"] == "uploaded"


async def test_what_is_taken_back_before_it_was_read_is_never_there(
    alices: Script, plans: Collection
) -> None:
    file = await sent(alices)
    await alices.send("DELETE", f"{FILES}/{file['id']}")
    await read_all()
    assert not await Document.objects.filter(collection=plans).aexists()


async def test_a_list_comes_in_pages(alices: Script, plans: Collection) -> None:
    ids = [(await sent(alices, f"{number}.md"))["id"] for number in range(3)]
    first = await alices.get(FILES, {"limit": 2})
    assert complaints("ListFilesResponse", first) == []
    assert ([file["id"] for file in first["data"]], first["has_more"]) == (ids[:2], True)
    rest = await alices.get(FILES, {"limit": 2, "after": ids[1]})
    assert ([file["id"] for file in rest["data"]], rest["has_more"]) == (ids[2:], False)
    down = await alices.get(FILES, {"order": "desc", "purpose": "user_data"})
    assert [file["id"] for file in down["data"]] == ids[::-1]


async def test_rights_are_those_of_the_keys_person(
    alices: Script, charlies: Script, plans: Collection, alice_online: Person, charlie_online: Person
) -> None:
    file = await sent(alices)
    one = f"{FILES}/{file['id']}"
    assert (await refused(charlies, FIELDS, file=("a.md", b"A")))[0] == 404
    assert (await charlies.refused("GET", one))[0] == (await charlies.refused("DELETE", one))[0] == 404
    assert (await charlies.get(FILES))["data"] == []
    assert (await charlies.refused("GET", FILES, query={"collection": "plans"}))[0] == 404
    share = database_sync_to_async(keeping.share)
    await share(alice_online.user, plans, charlie_online.user, GrantRole.READER)
    assert (await charlies.get(one))["id"] == file["id"]
    assert (await charlies.refused("DELETE", one))[0] == 404
    assert (await refused(charlies, FIELDS, file=("a.md", b"A")))[0] == 404
    await share(alice_online.user, plans, charlie_online.user, GrantRole.EDITOR)
    assert (await charlies.send("DELETE", one)).status_code == 200


async def test_keys_that_only_read_or_are_for_some_models(
    alices: Script, plans: Collection, alice_online: Person
) -> None:
    async with script_of(alice_online.user, read_only=True) as reader:
        status, error = await refused(reader, FIELDS, file=("a.md", b"A"))
        assert (status, error["code"]) == (403, "read_only_key")
        assert (await reader.get(FILES))["data"] == []
    async with script_of(alice_online.user, allowed_models=["echo"]) as limited:
        status, error = await limited.refused("GET", FILES)
        assert (status, error["code"]) == (403, "files_not_allowed")


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"purpose": "user_data"}, "collection"),
        ({"collection": "plans"}, "purpose"),
        ({**FIELDS, "purpose": "fine-tune"}, "purpose"),
        ({**FIELDS, "external_id": "x" * 201}, "external_id"),
        ({**FIELDS, "external_id": "a\0b"}, "external_id"),
        ({**FIELDS, "metadata": "no"}, "metadata"),
        ({**FIELDS, "metadata": "[]"}, "metadata"),
        ({**FIELDS, "metadata": '{"a": "\\u0000"}'}, "metadata"),
        ({**FIELDS, "metadata[a]": "x" * 513}, "metadata.a"),
        ({**FIELDS, "colour": "red"}, "colour"),
    ],
)
async def test_what_is_wrong_is_named(
    alices: Script, plans: Collection, fields: dict[str, str], param: str
) -> None:
    status, error = await refused(alices, fields, file=("a.md", b"A"))
    assert (status, error["param"]) == (400, param)


async def test_what_is_no_form_with_a_file_is_refused_in_words(
    alices: Script, plans: Collection, settings: Settings
) -> None:
    status, error = await alices.refused("POST", FILES, {"purpose": "user_data"})
    assert (status, error["code"]) == (415, "unsupported_media_type")
    status, error = await refused(alices, FIELDS, other=("a.md", b"A"))
    assert (status, error["param"]) == (400, "file")
    settings.MAX_BODY_BYTES = 1 << 20
    status, error = await refused(alices, FIELDS, file=("a.md", b"A" * ((1 << 20) + 1)))
    assert (status, error["code"]) == (413, "request_too_large")


@pytest.mark.parametrize("query", [{"purpose": "other"}, {"collection": ""}, {"limit": 0}, {"colour": "red"}])
async def test_what_is_wrong_in_a_selection_is_named(alices: Script, query: dict[str, Any]) -> None:
    status, error = await alices.refused("GET", FILES, query=query)
    assert (status, error["param"]) == (400, next(iter(query)))


@pytest.mark.parametrize("id", ["file-1", "x", f"file-{'0' * 32}"])
async def test_what_is_not_there_is_a_404(alices: Script, id: str) -> None:
    assert (await alices.refused("GET", f"{FILES}/{id}"))[1]["code"] == "not_found"


async def test_an_archive_is_done_when_its_files_are_admitted(alices: Script, plans: Collection) -> None:
    archive = samples.archive(**{"../north.md": TRAVEL, "south.md": b"# South"})
    file = await sent(alices, "trips.zip", archive)
    assert file["status"] == "uploaded"
    await read_all()
    await read_all()
    told = loads((await alices.send("GET", f"{FILES}/{file['id']}")).content)
    assert (told["status"], told["status_details"]) == ("processed", "2 files unpacked.")
    assert {one.name async for one in Document.objects.all()} >= {"trips/north.md", "trips/south.md"}
    again = await sent(alices, "trips.zip", archive)
    assert again["status"] == "processed"
