"""A collection follows a folder of the server, and nothing that is outside of it."""

import asyncio
import os
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import Role, User
from chatapp.knowledge.errors import KnowledgeError
from chatapp.knowledge.models import Collection, WatchedFolder
from chatapp.knowledge.sources.folder_walk import FoundFile, inside, opened
from chatapp.knowledge.sources.watched_folders import choices, scan, unwatch, watch
from tests.knowledge.intake.conftest import settle


@pytest.fixture
def top(tmp_path: Path, settings: Settings) -> Path:
    top = tmp_path / "watched"
    (top / "handbook" / "trips").mkdir(parents=True)
    settings.WATCH_DIR = top
    return top


@pytest.fixture
def admin(alice: User) -> User:
    alice.role = Role.ADMIN
    alice.save()
    return alice


@pytest.fixture
def followed(top: Path, admin: User, plans: Collection) -> Collection:
    put(top / "handbook" / "a.txt", "A.")
    put(top / "handbook" / "trips" / "b.txt", "B.")
    watch(admin, plans, "handbook")
    look(plans)
    return plans


def put(path: Path, text: str, *, seconds_ago: float = 60) -> None:
    path.write_text(text)
    moment = time.time() - seconds_ago
    os.utime(path, (moment, moment))


def look(collection: Collection) -> str:
    """What the page says after it."""
    asyncio.run(scan(folder_id=collection.pk))
    settle()
    return WatchedFolder.objects.get(collection=collection).notes


def there(collection: Collection) -> dict[str, str]:
    found = collection.documents.filter(deleted_at=None).order_by("name")
    return {document.name: document.text for document in found}


def test_what_is_there_new_changed_and_removed_follows(followed: Collection, top: Path) -> None:
    assert there(followed) == {"a.txt": "A.", "trips/b.txt": "B."}
    put(top / "handbook" / "a.txt", "A, changed.", seconds_ago=30)
    put(top / "handbook" / "c.txt", "C.")
    (top / "handbook" / "trips" / "b.txt").unlink()
    assert look(followed) == ""
    assert there(followed) == {"a.txt": "A, changed.", "c.txt": "C."}
    assert followed.documents.get(name="a.txt").version == 2
    look(followed)
    assert followed.intakes.filter(name="a.txt").count() == 2


def test_a_file_that_is_being_written_waits(followed: Collection, top: Path) -> None:
    put(top / "handbook" / "c.txt", "Half", seconds_ago=-60)
    look(followed)
    assert "c.txt" not in there(followed)


def test_links_pipes_and_hidden_files_are_left_out(followed: Collection, top: Path, tmp_path: Path) -> None:
    put(tmp_path / "secret.txt", "Secret.")
    handbook = top / "handbook"
    (handbook / "link.txt").symlink_to(tmp_path / "secret.txt")
    (handbook / "up").symlink_to(tmp_path)
    os.mkfifo(handbook / "pipe")
    put(handbook / ".hidden", "Hidden.")
    assert look(followed) == "Left out: up (a link), link.txt (a link), pipe (no ordinary file)."
    assert set(there(followed)) == {"a.txt", "trips/b.txt"}


def test_what_became_a_link_after_it_was_found_is_not_read(top: Path, tmp_path: Path) -> None:
    put(tmp_path / "b.txt", "Secret.")
    handbook = top / "handbook"
    file = FoundFile("trips/b.txt", 7, 0)
    (handbook / "trips").rmdir()
    (handbook / "trips").symlink_to(tmp_path)
    with pytest.raises(OSError, match=r"Not a directory|symbolic"):
        opened(handbook, file)


@pytest.mark.parametrize(
    "path", ["..", "../x", "handbook/../..", "/etc", "handbook//trips", "a\0b", "nowhere"]
)
def test_a_path_that_leads_out_is_refused(top: Path, path: str) -> None:
    with pytest.raises(KnowledgeError):
        inside(top, path)


def test_a_link_in_the_path_is_refused(top: Path) -> None:
    (top / "etc").symlink_to("/etc")
    with pytest.raises(KnowledgeError, match="A link in the path leads elsewhere"):
        inside(top, "etc")
    assert choices() == ["", "handbook"]


def test_a_folder_that_is_empty_or_gone_removes_nothing(followed: Collection, top: Path) -> None:
    for path in (top / "handbook" / "a.txt", top / "handbook" / "trips" / "b.txt"):
        path.unlink()
    assert "The folder is empty now. Is it mounted?" in look(followed)
    (top / "handbook").rename(top / "elsewhere")
    assert look(followed) == "The folder is not there. Is it mounted?"
    assert set(there(followed)) == {"a.txt", "trips/b.txt"}


def test_only_an_admin_watches_and_only_where_the_operator_named_a_folder(
    top: Path, alice: User, plans: Collection, settings: Settings
) -> None:
    with pytest.raises(NotFound):
        watch(alice, plans, "handbook")
    alice.role = Role.ADMIN
    settings.WATCH_DIR = None
    assert choices() == []
    with pytest.raises(NotFound):
        watch(alice, plans, "handbook")


def test_a_folder_that_is_followed_no_more_leaves_its_documents(
    followed: Collection, admin: User, top: Path
) -> None:
    unwatch(admin, followed)
    put(top / "handbook" / "c.txt", "C.")
    asyncio.run(scan(folder_id=followed.pk))
    settle()
    assert set(there(followed)) == {"a.txt", "trips/b.txt"}
