"""SQL lives beside its rows: a statement is written in the package that owns the tables which it names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent / "chatapp"
# Table -> the package that owns it.
OWNERS = {
    model._meta.db_table: words[1]
    for model in apps.get_models(include_auto_created=True)
    if (words := model.__module__.split("."))[0] == "chatapp"
}
TABLES = re.compile(rf"\b(?:{'|'.join(OWNERS)})\b")


def test_sql_names_only_the_tables_of_its_own_package() -> None:
    foreign = [
        f"{path.relative_to(ROOT)} names {table}"
        for path in sorted(ROOT.rglob("*.py"))
        if "migrations" not in path.parts
        for table in _tables(path.read_text())
        if OWNERS[table] != path.relative_to(ROOT).parts[0]
    ]
    assert foreign == []


def test_a_table_is_seen_wherever_a_statement_names_it() -> None:
    statement = 'f"SELECT {columns} FROM usage_settled u, accounts_user JOIN {PATH} USING (id)"'
    assert sorted(_tables(statement)) == ["accounts_user", "usage_settled"]
    assert list(_tables('link("accounts_user", reverse("admin:accounts_user_changelist"))')) == []
    assert OWNERS["assistants_assistant_collections"] == "assistants"


def _tables(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        # The admin calls its pages by the bare name.
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in OWNERS:
            yield from TABLES.findall(node.value)
