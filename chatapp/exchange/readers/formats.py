"""Which reader an entry is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from chatapp.exchange.errors import Broken
from chatapp.exchange.readers import chatgpt, claude, librechat, open_webui, own
from chatapp.exchange.readers.entries import Entry
from chatapp.exchange.tree import Tree

_Reader = Callable[[Mapping[str, Any]], Tree]


class _Format(NamedTuple):
    recognises: Callable[[Mapping[str, Any]], bool]
    read: _Reader


_FOREIGN: Final = tuple(
    _Format(reader.recognises, reader.read) for reader in (chatgpt, claude, open_webui, librechat)
)


def read(entry: Entry) -> Tree:
    """Raises Broken, and Unreadable where all of the file is of no use."""
    if entry.problem:
        raise Broken(entry.problem)
    if own.recognises(entry.head):
        own.refuse_version(entry.head)
    return _reader(entry)(entry.value)


def _reader(entry: Entry) -> _Reader:
    if not isinstance(entry.value, Mapping):
        raise Broken("It is no chat.")
    if own.recognises(entry.head):
        return own.read
    for one in _FOREIGN:
        if one.recognises(entry.value):
            return one.read
    raise Broken("It is no chat of a product that is known here.")
