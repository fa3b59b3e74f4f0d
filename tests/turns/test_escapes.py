"""Text that JSON or an array of Postgres escapes costs the loop what any other text costs."""

import re
import time
from pathlib import Path
from uuid import uuid4

import pytest

from chatapp.conversations.store import event_log
from chatapp.turns.store.transitions import close_turn
from chatapp.wiring import Services

MILLION = 1_000_000
ROOMS = ("turns", "completions", "conversations", "live", "api")


@pytest.mark.anyio
@pytest.mark.parametrize("statement", ["append", "close_turn"])
async def test_a_million_backslashes_or_signs_of_chinese_do_not_hold_the_loop_up(
    engine: Services, statement: str
) -> None:
    seconds = {sign: await _cost(engine, statement, sign * MILLION) for sign in ("x", "\\", "語", '"')}

    # A textual array took 0.5 s for either, and Chinese in JSON's escapes 1.5 s.
    assert max(seconds.values()) < 0.2, seconds


def test_no_statement_passes_a_list_of_texts_as_a_textual_array() -> None:
    root = Path(__file__).parents[2] / "chatapp"
    files = [path for room in ROOMS for path in (root / room).rglob("*.py")]
    textual = [path.name for path in files if re.search(r"%\(\w+\)s::text\[\]", path.read_text())]

    assert textual == []


async def _cost(engine: Services, statement: str, text: str) -> float:
    """CPU seconds of the loop's thread for a write of a turn that does not exist."""
    before = time.thread_time()
    async with engine.pool.connection() as connection:
        if statement == "append":
            entry = event_log.Entry(uuid4(), 0, 1, [{"t": "content", "text": text}])
            assert await event_log.append(connection, engine.runner.id, [entry])
        else:
            assert not await close_turn(connection, engine.runner.id, _TURN, [_message(text)], [], [])
    return time.thread_time() - before


def _message(text: str) -> dict[str, object]:
    body = {"role": "assistant", "content": text}
    return {
        "id": str(uuid4()), "parent": None, "role": "assistant", "body": body, "continues": None,
        "reasoning_ms": None,
    }  # fmt: skip


_TURN = {
    "id": uuid4(), "status": "done", "error": None, "finish_reason": "stop", "prompt_tokens": 0,
    "completion_tokens": 0, "usage_estimated": False, "left_out": 0, "first_token_at": None,
    "finished_at": None,
}  # fmt: skip
