"""What an import costs: `python -m bench.imports`.

Writes a file in the shape of ChatGPT's export into a database of its own, takes it in, and takes it in once more.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from typing import IO, Any

import django

_WORDS = "Rivers carry more than water, and most of what they carry is told further down. "


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=20, help="of each chat")
    parser.add_argument("--characters", type=int, default=800, help="of each message")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "chatapp.settings"
    importlib.import_module("tests.database")
    django.setup()
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryFile() as file:
            _write(file, options.chats, options.messages, options.characters)
            _report(file, options.chats)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _report(file: IO[bytes], chats: int) -> None:
    from chatapp.accounts.models import User

    alice = User.objects.create_user("alice@example.com")
    print(f"{chats:,} chats, {file.tell() / 1e6:,.0f} MB; {_megabytes():.0f} MB of memory before")
    for what in ("taken in", "here already"):
        _import(alice, file, what)


def _import(owner: Any, file: IO[bytes], what: str) -> None:
    from chatapp.exchange.imports import uploading
    from chatapp.exchange.imports.work import work

    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    begun = uploading.begin(owner, "conversations.json", size)
    started = time.perf_counter()
    for offset in range(0, size, uploading.PIECE):
        uploading.add(owner, begun.pk, offset, file.read(uploading.PIECE))
    uploaded, cpu = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - uploaded, time.process_time() - cpu
    begun.refresh_from_db()
    print(
        f"{what}: {begun.taken:,} new, {begun.known:,} known, {begun.broken:,} broken; stored in "
        f"{uploaded - started:.1f} s, read in {seconds:.1f} s ({cpu:.1f} s of CPU), {_megabytes():.0f} MB at most"
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write(file: IO[bytes], chats: int, messages: int, characters: int) -> None:
    text = (_WORDS * (characters // len(_WORDS) + 1))[:characters]
    for number in range(chats):
        file.write(b",\n" if number else b"[")
        file.write(json.dumps(_chat(number, messages, text)).encode())
    file.write(b"]")


def _chat(number: int, messages: int, text: str) -> dict[str, Any]:
    at = 1_600_000_000 + number * 3_600
    return {
        "conversation_id": f"chat-{number}",
        "title": f"Chat {number}",
        "create_time": at,
        "update_time": at + messages,
        "mapping": dict(_nodes(at, messages, text)),
        "current_node": str(messages - 1),
    }


def _nodes(at: int, messages: int, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for place in range(messages):
        message = {
            "id": str(place),
            "author": {"role": ("user", "assistant")[place % 2], "name": None, "metadata": {}},
            "create_time": at + place,
            "content": {"content_type": "text", "parts": [text]},
            "status": "finished_successfully",
            "weight": 1.0,
            "metadata": {"model_slug": "gpt-4", "message_type": "next", "timestamp_": "absolute"},
            "recipient": "all",
        }
        children = [str(place + 1)] if place + 1 < messages else []
        above = str(place - 1) if place else None
        yield str(place), {"id": str(place), "message": message, "parent": above, "children": children}


if __name__ == "__main__":
    main()
