"""Where the collected static files are kept, and when they are collected."""

import runpy
import shutil
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import AsyncRequestFactory
from pytest_django import Settings

from chatapp import environment
from chatapp.web import bundle
from chatapp.web.boot import static_files
from chatapp.web.middleware.static_files import StaticFilesMiddleware

SETTINGS = Path(__file__).resolve().parents[3] / "chatapp" / "settings.py"


def test_files_that_are_current_are_not_touched(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.SERVESTATIC_USE_FINDERS = False
    settings.STATIC_ROOT = tmp_path / "static"
    # Read by the command that collects.
    monkeypatch.setenv("CHATAPP_STATIC_DIR", str(tmp_path / "static"))
    said: list[str] = []
    static_files.collect(said.append)
    assert said == ["Collecting the static files"]
    made = _times(tmp_path)
    assert tmp_path / "static" / "css" / "tokens.css" in made
    assert tmp_path / "static" / "bundle" / "chat.js" in made
    assert tmp_path / "static" / "bundle" / "chat.css" in made
    (tmp_path / "static.lock").unlink()
    static_files.collect(said.append)
    assert len(said) == 1
    assert _times(tmp_path).items() <= made.items()


def test_where_esbuild_is_missing_the_scripts_are_served_as_they_are(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.SERVESTATIC_USE_FINDERS = False
    settings.STATIC_ROOT = tmp_path / "static"
    settings.BASE_DIR = tmp_path
    collected: list[tuple[str, ...]] = []
    monkeypatch.setattr(static_files, "manage", lambda *arguments: collected.append(arguments))
    said: list[str] = []
    static_files.collect(said.append)
    assert said[1:] == ["esbuild has no program for this machine: scripts and styles are served one by one"]
    assert len(collected) == 1
    assert not (tmp_path / "bundle").exists()
    assert bundle.entry("chat") == "js/chat.js"
    assert bundle.styles("base")[0] == "css/fonts.css"


@pytest.mark.anyio
async def test_a_chunk_is_kept_for_ever_and_what_is_not_current_is_still_served(
    settings: Settings, tmp_path: Path
) -> None:
    settings.SERVESTATIC_USE_FINDERS = False
    settings.SERVESTATIC_USE_STATIC_ROOT = True
    settings.STATIC_ROOT = tmp_path
    for name in ("bundle/chunks/katex-GG7U44RY.js", "js/theme.988582951519.js"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("old")
    middleware = StaticFilesMiddleware(_missing)
    chunk = await middleware(AsyncRequestFactory().get("/static/bundle/chunks/katex-GG7U44RY.js"))
    assert (chunk.status_code, "immutable" in chunk["Cache-Control"]) == (200, True)
    old = await middleware(AsyncRequestFactory().get("/static/js/theme.988582951519.js"))
    assert old.status_code == 200
    for response in (chunk, old):
        response.close()


async def _missing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


@pytest.mark.parametrize("writable", [True, False])
def test_a_checkout_that_cannot_be_written_keeps_them_with_the_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, writable: bool
) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "chatapp").mkdir(parents=True)
    shutil.copy(SETTINGS, checkout / "chatapp")
    if not writable:
        # Not even root makes a folder in a file.
        (checkout / ".build").touch()
    monkeypatch.setenv("CHATAPP_DATA_DIR", str(tmp_path / "data"))
    found = runpy.run_path(str(checkout / "chatapp" / "settings.py"))
    assert found["STATIC_ROOT"] == (checkout / ".build" if writable else tmp_path / "data") / "static"


def test_a_folder_to_be_made_can_be_written_if_the_one_above_can(tmp_path: Path) -> None:
    assert environment.can_write(tmp_path / "new" / "newer")
    (tmp_path / "file").touch()
    assert not environment.can_write(tmp_path / "file" / "new")


def _times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
