"""Every variable that the operator may set is on the page about configuration."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "configuration.md"
# How our tests tell the program that they run it.
PRIVATE = {"CHATAPP_TESTING", "DJANGO_SETTINGS_MODULE"}


def test_every_variable_is_documented() -> None:
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", PAGE.read_text()))
    assert _read() - documented == set()


def test_the_reader_of_this_test_sees_the_variables() -> None:
    assert {"DATABASE_URL", "SECRET_KEY", "PORT", "CHATAPP_ENV_FILE"} <= _read()


def _read() -> set[str]:
    files = [
        ROOT / "manage.py",
        ROOT / "chatapp" / "settings.py",
        *(ROOT / "chatapp").rglob("environment.py"),
    ]
    return {name for path in files for name in _names(ast.parse(path.read_text()))} - PRIVATE


def _names(tree: ast.AST) -> set[str]:
    """The first argument of `environment.…("NAME")` and `os.environ.get("NAME")`."""
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) in ("environment", "os.environ")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
