"""Name and arguments of a call, arriving in fragments."""

from collections.abc import Mapping
from typing import Any

from chatapp.wire.accumulate.text import TextAccumulator
from chatapp.wire.errors import Malformed
from chatapp.wire.json import jsontext

__all__ = ["CallBody", "words_of"]

_PLACEHOLDER = "{}"


class CallBody:
    """The body of one function call (`key` "arguments") or custom call (`key` "input")."""

    __slots__ = ("_arguments", "_extra", "_held", "_key", "name")

    def __init__(self, key: str = "arguments") -> None:
        self.name = ""
        self._key = key
        self._arguments = TextAccumulator()
        self._held = ""  # a `{}` that may turn out to be a placeholder
        self._extra: dict[str, Any] = {}

    @property
    def arguments(self) -> str:
        return str(self._arguments) or self._held

    @property
    def is_held(self) -> bool:
        return bool(self._held)

    @property
    def is_complete(self) -> bool:
        """Would another `{` be the beginning of another call? Free text has no end that one could see."""
        if self._key == "input":
            return bool(self._arguments)
        try:
            return isinstance(jsontext.loads(self.arguments), dict)
        except Malformed:
            return False

    def add(self, body: Mapping[str, Any], *, is_whole: bool = False) -> str:
        """Take one fragment; gives the new arguments that can be shown."""
        name = body.get("name")
        if isinstance(name, str) and name and not self._arguments:
            self.name = _named(self.name, name)
        for key, value in body.items():
            if key not in ("name", self._key):
                self._extra[key] = value
        words = words_of(body.get(self._key))
        return self._add_arguments(self._arguments.unseen(words) if is_whole else words)

    def flush(self) -> str:
        """What was held back, and will not be completed any more."""
        held, self._held = self._held, ""
        return self._arguments.add(held) + self._arguments.flush()

    def to_json(self) -> dict[str, Any]:
        return {**self._extra, "name": self.name, self._key: self.arguments}

    def _add_arguments(self, words: str) -> str:
        if not words:
            return ""
        held, self._held = self._held, ""
        if held and not words.lstrip().startswith("{"):
            return self._arguments.add(held + words)
        # Quirk: servers send `{}` with the name and then the real arguments from their `{` on.
        if self._key == "arguments" and not self._arguments and words.strip() == _PLACEHOLDER:
            self._held = words
            return ""
        return self._arguments.add(words)


def words_of(arguments: Any) -> str:
    """Arguments as text. Quirk: servers send them as an object, not as the text of one."""
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else jsontext.dumps(arguments).decode()


def _named(known: str, said: str) -> str:
    """Quirks: a name comes split ("get_", "weather"), again with every fragment, or longer every time."""
    return said if said.startswith(known) else known + said
