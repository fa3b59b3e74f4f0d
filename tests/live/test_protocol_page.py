"""docs/protocol.md is the contract: it lists every frame, code and event of the code, and its examples are true."""

import ast
import json
import re
from pathlib import Path
from typing import Any

from chatapp.live import consumer, frames, rate_limit
from chatapp.live.flow import ACKNOWLEDGED_EACH, MOST_OF_ALL, MOST_UNACKNOWLEDGED
from chatapp.turns import errors
from chatapp.turns.events.presence import MOST_SOCKETS
from chatapp.turns.state import TurnState
from chatapp.turns.store.load import describe_message

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text()
SOURCES = [
    *sorted((ROOT / "chatapp" / "live").glob("*.py")),
    *sorted((ROOT / "chatapp" / "turns").rglob("*.py")),
]
ID = "01990a1c-7a3e-7c11-9d2b-0b6f6a5d8e01"

EXAMPLES: list[dict[str, Any]] = [
    json.loads(block.replace("01990a1c-…", ID).replace("01990a1d-…", ID))
    for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
]
EVENTS = [
    json.loads(example.replace("{…}", "{}").replace("[…]", "[]"))
    for example in re.findall(r'`(\{"t": .*?\})` \|', PAGE)
]


def test_every_frame_of_a_client_is_documented_by_an_example_that_parses() -> None:
    sent = [example for example in EXAMPLES if example["type"] in frames._READERS]
    for example in sent:
        frames.parse(json.dumps(example, ensure_ascii=False).replace("…", "-"))
    assert {example["type"] for example in sent} == set(frames._READERS)


def test_every_frame_of_the_server_is_documented_by_an_example() -> None:
    documented = {example["type"] for example in EXAMPLES} - set(frames._READERS)
    parts = {"text", "image_url", "input_audio", "file"}
    others = {*parts, "function", "server_error", "invalid_request_error", "answer_limit", "websocket.send"}
    assert documented == _said("type") - others


def test_every_event_is_documented() -> None:
    folded = set(re.findall(r'case "(\w+)"', _source("turns/state.py"))) | {"status", "notice"}
    documented = {event["t"] for event in EVENTS}
    assert documented == _said("t")
    assert folded | {"content", "reasoning", "refusal"} == documented


def test_every_event_of_the_page_can_be_folded() -> None:
    state = TurnState({}, [{"body": {"role": "assistant", "content": None}}])
    for event in EVENTS:
        state.apply([{**event, "message": {"body": {}}} if event["t"] == "message" else event])
    assert state.seq == len(EVENTS)


def test_every_error_code_is_documented() -> None:
    codes = {error.code for error in vars(errors).values() if hasattr(error, "code")}
    codes |= set(
        re.findall(r'FrameError\(\s*"(\w+)"', _source("live/frames.py") + _source("live/consumer.py"))
    )
    codes |= {"malformed"}
    table = PAGE[PAGE.index("| `malformed` |") :]
    assert codes == set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_close_codes_and_limits_are_those_of_the_code() -> None:
    ours = {consumer.NOT_LOGGED_IN, consumer.FOREIGN_ORIGIN, consumer.TOO_MANY_SOCKETS, consumer.ABUSE}
    ours |= {1009, 1012}
    assert set(map(int, re.findall(r"^\| (\d{4}) \|", PAGE, re.MULTILINE))) == ours
    hello = next(example for example in EXAMPLES if example["type"] == "hello")
    assert hello["protocol"] == consumer.PROTOCOL
    assert hello["limits"] == {
        "frame_bytes": frames.LARGEST_FRAME,
        "frames_per_second": rate_limit.FRAMES_PER_SECOND,
        "unacknowledged_bytes": MOST_UNACKNOWLEDGED,
    }
    assert f"Beyond {MOST_OF_ALL >> 20} MiB of all turns" in PAGE
    assert f"more than {MOST_SOCKETS} sockets" in PAGE
    assert f"each {ACKNOWLEDGED_EACH // 1024} KiB" in PAGE
    assert f"After {rate_limit.MOST_ERRORS} errors within {rate_limit.ERROR_SECONDS:g} seconds" in PAGE


def test_the_snapshot_of_the_page_has_the_fields_of_ours() -> None:
    snapshot = next(example for example in EXAMPLES if example["type"] == "snapshot")
    described = ast.literal_eval(_returned("turns/store/load.py", "describe_turn"))
    assert set(snapshot["turn"]) == described
    row = dict.fromkeys(("id", "parent_id", "role", "body", "continues_id", "reasoning_ms"))
    assert all(set(message) == set(describe_message(row)) for message in snapshot["messages"])


def _source(path: str) -> str:
    return (ROOT / "chatapp" / path).read_text()


def _said(key: str) -> set[str]:
    """The values of a key in all dictionaries that the sources write."""
    return {
        value.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Dict)
        for name, value in zip(node.keys, node.values, strict=True)
        if isinstance(name, ast.Constant) and name.value == key and isinstance(value, ast.Constant)
    }


def _returned(path: str, function: str) -> str:
    """The keys of the dictionary that a function returns, as Python writes a set."""
    tree = ast.parse(_source(path))
    found = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == function)
    made = next(n for n in ast.walk(found) if isinstance(n, ast.Return))
    assert isinstance(made.value, ast.Dict)
    return "{" + ", ".join(ast.unparse(key) for key in made.value.keys if key is not None) + "}"
