"""Token counts where the provider reported none: four characters are a token, each message costs four more.

A rule of thumb for English (https://help.openai.com/en/articles/4936856): code and other scripts have more
tokens for the same characters. What is estimated is marked so, everywhere it is shown. Images, audio and
files are not counted.
"""

from collections.abc import Iterable

from chatapp.wire.types.messages import Message
from chatapp.wire.types.usage import Usage

CHARACTERS_PER_TOKEN = 4
TOKENS_PER_MESSAGE = 4


def estimate(prompt: Iterable[Message], answers: Iterable[Message]) -> Usage:
    """`answers`: what the model wrote, one message for each choice."""
    return Usage.of(sum(_message(message) for message in prompt), written_tokens(answers))


def written_tokens(answers: Iterable[Message]) -> int:
    """Of all that the model wrote: reasoning, answer, refusal, names and arguments of its calls."""
    return tokens("".join(map(_written, answers)))


def tokens(text: str) -> int:
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def _message(message: Message) -> int:
    return TOKENS_PER_MESSAGE + tokens(message.text + _calls(message))


def _written(message: Message) -> str:
    return (message.reasoning or "") + message.text + (message.refusal or "") + _calls(message)


def _calls(message: Message) -> str:
    calls = "".join(call.name + call.arguments for call in message.tool_calls)
    older = message.function_call
    return calls + older.name + older.arguments if older else calls
