"""Token counts where the provider reported none: four characters are a token, each message costs four more.

A rule of thumb for English (https://help.openai.com/en/articles/4936856): code and other scripts have more
tokens for the same characters. What is estimated is marked so, everywhere it is shown. Images, audio and
files are not counted.
"""

from collections.abc import Iterable

from chatapp.wire.messages import Message
from chatapp.wire.usage import Usage

CHARACTERS_PER_TOKEN = 4
TOKENS_PER_MESSAGE = 4


def estimate(prompt: Iterable[Message], text: str) -> Usage:
    """`text` is all that the model wrote: reasoning, answer, arguments of its tool calls."""
    return Usage.of(sum(_message(message) for message in prompt), tokens(text))


def tokens(text: str) -> int:
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def _message(message: Message) -> int:
    calls = "".join(call.name + call.arguments for call in message.tool_calls)
    return TOKENS_PER_MESSAGE + tokens(message.text + calls)
