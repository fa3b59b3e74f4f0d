"""Files are small enough to be read at once, and folders to be looked over."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("chatapp", "templates", "static", "tests", "bench", "deploy")
NOT_OURS = {"migrations", "node_modules"}
LONGEST = 500
LONGEST_ELEMENT = 120
WIDEST = 120
MOST_FILES = 15


def test_no_file_of_ours_has_more_than_500_lines() -> None:
    found = {str(path.relative_to(ROOT)): lines for path, lines in _files() if lines > LONGEST}
    assert found == {}


def test_no_custom_element_has_more_than_120_lines() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path, lines in _files()
        if path.suffix == ".js" and lines > LONGEST_ELEMENT and "customElements.define(" in path.read_text()
    }
    assert found == {}


def test_no_line_of_a_template_has_more_than_120_columns() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > WIDEST
    ]
    assert found == []


def test_no_folder_of_pages_or_tests_holds_more_than_15_files() -> None:
    found = {
        str(folder.relative_to(ROOT)): files
        for top in ("templates", "static", "tests")
        for folder in (ROOT / top, *(ROOT / top).rglob("*/"))
        if not NOT_OURS & set(folder.parts)
        if (files := sum(_counts(path) for path in folder.iterdir())) > MOST_FILES
    }
    assert found == {}


def _counts(path: Path) -> bool:
    return path.suffix in (".py", ".js", ".mjs", ".css", ".html") and not path.name.startswith("__")


def _files() -> Iterator[tuple[Path, int]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".js", ".css", ".html") and not NOT_OURS & set(path.parts):
                yield path, len(path.read_text().splitlines())
