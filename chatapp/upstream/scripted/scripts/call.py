"""One request to the scripted provider, as a script sees it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"\d+")
_NUMBER_PART = re.compile(r"-\d+")
_TITLE = re.compile(r"\btitle\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ScriptedCall:
    """`model` is `name[-number][@deltas per second][:label]`; the label tells gates and counters apart."""

    number: int
    attempt: int
    body: Mapping[str, Any]

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def script(self) -> str:
        """The model's name without rate and label: `words-500`."""
        return self.model.partition(":")[0].partition("@")[0]

    @property
    def script_without_number(self) -> str:
        """`words` for `words-500`, `fail-then-ok` for `fail-2-then-ok`."""
        return _NUMBER_PART.sub("", self.script, count=1)

    def count(self, default: int) -> int:
        """The number in the model's name."""
        found = _NUMBER.search(self.script)
        return int(found[0]) if found else default

    def rate(self, default: float = 0.0) -> float:
        """Deltas per second; 0 is as fast as the socket takes them."""
        rate = self.model.partition(":")[0].partition("@")[2]
        return float(rate) if rate else default

    @property
    def streamed(self) -> bool:
        return self.body.get("stream") is True

    @property
    def usage_wanted(self) -> bool:
        options = self.body.get("stream_options")
        return isinstance(options, dict) and options.get("include_usage") is True

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [message for message in self.body.get("messages") or [] if isinstance(message, dict)]

    @property
    def question(self) -> str:
        """The text of the user's last message."""
        users = [message for message in self.messages if message.get("role") == "user"]
        return "".join(text_parts(users[-1].get("content"))) if users else ""

    @property
    def tool_result(self) -> str | None:
        """The text of the last message, where that is a tool's or a function's result."""
        last = self.messages[-1] if self.messages else {}
        return "".join(text_parts(last.get("content"))) if last.get("role") in ("tool", "function") else None

    @property
    def tools(self) -> list[str]:
        """The names of the function tools that were offered, in their order."""
        offered = [
            tool.get("function", {}) for tool in self.body.get("tools") or [] if isinstance(tool, dict)
        ]
        return [str(function["name"]) for function in offered if "name" in function]

    @property
    def asks_for_title(self) -> bool:
        return _TITLE.search(self.question) is not None


def text_parts(content: object) -> Iterator[str]:
    """The texts of a message's content: a string, or a list of parts of which only the text ones count."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        yield from (str(part["text"]) for part in content if isinstance(part, dict) and "text" in part)
