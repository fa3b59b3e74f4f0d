"""The modules of static/js: imports between folders run one way."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath

import pytest

MODULES = Path(__file__).resolve().parent.parent / "static" / "js"
_IMPORTED = re.compile(r'^(?:import|export)\b[^;]*?"#chat/([^"]+)"', re.MULTILINE)


def test_imports_between_folders_of_modules_run_one_way() -> None:
    arrows: dict[str, set[str]] = {}
    for folder, other in _imports():
        if folder != other:
            arrows.setdefault(folder, set()).add(other)
    assert arrows
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


def _imports() -> Iterator[tuple[str, str]]:
    """The folder of a module, and that of one which it imports."""
    for path in sorted(MODULES.rglob("*.js")):
        folder = path.parent.relative_to(MODULES).as_posix()
        for name in _IMPORTED.findall(path.read_text()):
            yield folder, PurePosixPath(name).parent.as_posix()
