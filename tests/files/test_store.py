"""Contents are kept once, and go when nothing refers to them."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from chatapp.files import purge, store
from chatapp.files.errors import Gone, TooLarge
from chatapp.files.models import Content

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    files = settings.STORAGES["files"]
    settings.STORAGES = {
        **settings.STORAGES, "files": {**files, "OPTIONS": {**files["OPTIONS"], "location": tmp_path}},
    }  # fmt: skip
    return tmp_path


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_same_content_is_kept_once(folder: Path) -> None:
    first = store.save([b"half ", b"and half"])
    again = store.save([b"half and half"])
    assert again == first
    assert (first.size, first.sha256) == (13, sha256(b"half and half").hexdigest())
    assert [path.read_bytes() for path in _files(folder)] == [b"half and half"]
    assert b"".join(store.chunks_of(first)) == b"half and half"
    assert store.head(first, 4) == b"half"


def test_only_the_server_may_read_the_files(folder: Path) -> None:
    store.save([b"private"])
    (path,) = _files(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_is_too_large_leaves_nothing(folder: Path) -> None:
    with pytest.raises(TooLarge):
        store.save((b"x" * 100 for _ in range(11)), most=1_000)
    assert _files(folder) == []
    assert not Content.objects.exists()


def test_an_upload_that_is_cut_leaves_nothing(folder: Path) -> None:
    def cut() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.save(cut())
    assert _files(folder) == []
    assert not Content.objects.exists()


def test_a_file_that_was_lost_is_said_to_be_gone_and_comes_back_with_the_next_save(folder: Path) -> None:
    content = store.save([b"lost"])
    _files(folder)[0].unlink()
    with pytest.raises(Gone):
        store.head(content, 1)
    with pytest.raises(Gone), store.local_copy(content):
        pass
    store.save([b"lost"])
    with store.local_copy(content) as path:
        assert path.read_bytes() == b"lost"


def test_what_nothing_refers_to_goes_after_a_day(folder: Path) -> None:
    old, young = store.save([b"old"]), store.save([b"young"])
    saved_again = store.save([b"saved again"])
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    Content.objects.exclude(pk=young.pk).update(saved_at=yesterday)
    store.save([b"saved again"])
    assert purge.remove_unused() == 1
    assert set(Content.objects.all()) == {young, saved_again}
    assert {path.read_bytes() for path in _files(folder)} == {b"young", b"saved again"}
    assert old not in Content.objects.all()
