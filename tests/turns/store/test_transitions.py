"""The status of a turn, and that of a completion, is written in one place, and only along its table."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from chatapp.completions import models as completions
from chatapp.completions.models import CompletionStatus
from chatapp.conversations.models import TurnStatus
from chatapp.conversations.models.turn import OPEN_STATUSES, TRANSITIONS, sources

ASSIGNS = re.compile(
    r"\b(turn|completion)\w*\.status\s*=[^=]|(Turn|Completion)\.objects[^\n]*update\([^)]*\bstatus="
)
ROOT = Path(__file__).resolve().parents[3] / "chatapp"
CLOSES = re.compile(r"UPDATE\s+completions_completion\b(?:(?!\bWHERE\b).)*\bstatus\s*=", re.DOTALL)
WRITES = re.compile(r"UPDATE\s+conversations_turn\b(?:(?!\bWHERE\b).)*\bstatus\s*=", re.DOTALL)


def test_a_turn_that_has_ended_stays_so_unless_its_runner_was_only_taken_for_dead() -> None:
    ended = set(TurnStatus) - set(TurnStatus.open())
    assert ended == {TurnStatus.DONE, TurnStatus.STOPPED, TurnStatus.FAILED, TurnStatus.INTERRUPTED}
    after = {status: TRANSITIONS[status] for status in ended if TRANSITIONS[status]}
    assert after == {TurnStatus.INTERRUPTED: {TurnStatus.RUNNING}}
    assert set(TRANSITIONS) == set(TurnStatus)


def test_the_table_says_where_each_status_comes_from() -> None:
    assert sources(TurnStatus.QUEUED) == []
    assert sources(TurnStatus.RUNNING) == ["queued", "interrupted"]
    assert sources(TurnStatus.DONE) == ["running"]
    for status in (TurnStatus.STOPPED, TurnStatus.FAILED, TurnStatus.INTERRUPTED):
        assert sources(status) == ["queued", "running"]


def test_only_closing_writes_a_status_and_it_asks_the_table_each_time() -> None:
    found = [(path.relative_to(ROOT).as_posix(), text) for path, text in _texts() if WRITES.search(text)]
    assert {path for path, _ in found} == {"conversations/store/transitions.py"}
    assert len(found) == 2
    for _, statement in found:
        assert "status = ANY(%(sources)s)" in statement
        assert "runner_id = %(runner)s" in statement


def test_a_completion_that_has_ended_stays_so_unless_its_runner_was_only_taken_for_dead() -> None:
    ends = set(CompletionStatus) - {CompletionStatus.RUNNING}
    after = {status: following for status, following in completions.TRANSITIONS.items() if following}
    assert after == {CompletionStatus.RUNNING: ends, CompletionStatus.INTERRUPTED: ends}
    assert set(completions.TRANSITIONS) == set(CompletionStatus)
    assert completions.sources(CompletionStatus.RUNNING) == []
    for status in ends:
        assert completions.sources(status) == ["running", "interrupted"]


def test_only_closing_writes_the_status_of_a_completion_and_it_asks_the_table_each_time() -> None:
    found = [(path.relative_to(ROOT).as_posix(), text) for path, text in _texts() if CLOSES.search(text)]
    assert [path for path, _ in found] == ["completions/store.py"] * 2
    for _, statement in found:
        assert "status = ANY(%(sources)s)" in statement


def test_nobody_assigns_the_status_of_a_row() -> None:
    assigned = [
        path.relative_to(ROOT).as_posix()
        for path in _sources()
        if {*path.relative_to(ROOT).parts}
        & {"turns", "conversations", "completions", "live", "api", "web", "admin"}
        if ASSIGNS.search(path.read_text())
    ]
    assert assigned == []


def test_the_open_statuses_are_written_out_once_so_that_the_indexes_of_open_turns_are_used(db: None) -> None:
    assert OPEN_STATUSES == "('queued', 'running')"
    assert [path.name for path, text in _texts() if OPEN_STATUSES in text] == []
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX as_asked ON conversations_turn (id) WHERE status IN {OPEN_STATUSES}")
        cursor.execute("""
            SELECT indexrelid::regclass::text, pg_get_expr(indpred, indrelid) FROM pg_index
            WHERE indrelid = 'conversations_turn'::regclass
                AND indexrelid::regclass::text IN ('as_asked', 'turn_open_of_owner', 'turn_open_of_runner')
        """)
        condition = dict(cursor.fetchall())
    assert len(condition) == 3
    assert len(set(condition.values())) == 1


def _sources() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*.py")) if "migrations" not in path.parts]


def _texts() -> Iterator[tuple[Path, str]]:
    """All texts in the sources, adjoining ones as one; the values in them as `{}`."""
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.value
            elif isinstance(node, ast.JoinedStr):
                yield (
                    path,
                    "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
                    ),
                )
