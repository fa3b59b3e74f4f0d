"""Token counts where nobody counted: by the script that a text is written in, without a tokenizer.

Characters per token as measured with o200k: 4.5 of Latin letters, 2.5 of digits and signs, 4 of Cyrillic and Greek,
3 of Arabic, Hebrew and Indic scripts, 1.4 of Chinese, Japanese and Korean; an emoji is two tokens. Each message has
four more. What is estimated is marked so, everywhere it is shown.
"""

from collections.abc import Iterable
from typing import Any, Final

from chatapp.wire.types.messages import Message

TOKENS_PER_MESSAGE = 4
TOKENS_PER_IMAGE = 1_000
"""About what OpenAI and Anthropic charge for one that fills their largest size."""

_LETTER, _SIGN, _GREEK, _ARABIC, _CHINESE, _EMOJI = 1 / 4.5, 1 / 2.5, 1 / 4, 1 / 3, 1 / 1.4, 2.0
# Tokens of a character, by the first byte that it has in UTF-8: from, to, tokens. The most frequent ones first.
RATES: Final[tuple[tuple[int, int, float], ...]] = (
    (0x61, 0x7A, _LETTER), (0x00, 0x20, _LETTER), (0x41, 0x5A, _LETTER), (0xC3, 0xCA, _LETTER),
    (0x21, 0x40, _SIGN), (0x5B, 0x60, _SIGN), (0x7B, 0x7F, _SIGN), (0xC2, 0xC2, _SIGN), (0xE2, 0xE2, _SIGN),
    (0xCB, 0xD4, _GREEK), (0xD5, 0xE1, _ARABIC), (0xE3, 0xEF, _CHINESE), (0xF0, 0xF7, _EMOJI),
)  # fmt: skip
_IMAGES = ("image_url", "input_image")
_CALLS = frozenset(("tool_calls", "function_call"))


def prompt_tokens(messages: Iterable[Message]) -> int:
    """Of all messages of a prompt. Its texts are counted together: one by one a thousand take three times as long."""
    texts: list[str] = []
    others = 0
    for message in messages:
        if (text := _text_alone(message)) is None:
            others += message_tokens(message)
        else:
            texts.append(text)
    return others + TOKENS_PER_MESSAGE * len(texts) + tokens("".join(texts))


def written_tokens(answers: Iterable[Message]) -> int:
    """Of all that the model wrote, a message for each choice: reasoning, answer, refusal, its calls with arguments."""
    return tokens("".join(map(_written, answers)))


def message_tokens(message: Message) -> int:
    """Of a message in a prompt. Recordings and files that are sent as they are count nothing."""
    text = _text_alone(message)
    if text is not None:
        return TOKENS_PER_MESSAGE + tokens(text)
    return TOKENS_PER_MESSAGE + tokens(message.text + _calls(message)) + _pictures(message)


def tokens(text: str) -> int:
    """Each class of bytes is deleted in one pass: a megabyte of English takes two milliseconds."""
    left = text.encode("utf-8", "surrogatepass")
    counted = 0.0
    for characters, each in _CLASSES:
        if not left:
            break
        rest = left.translate(None, characters)
        counted += (len(left) - len(rest)) * each
        left = rest
    return -int(-counted // 1)


def _classes() -> list[tuple[bytes, float]]:
    """The bytes of each rate, those of the frequent ones first."""
    joined: dict[float, bytes] = {}
    for first, last, each in RATES:
        joined[each] = joined.get(each, b"") + bytes(range(first, last + 1))
    return [(characters, each) for each, characters in joined.items()]


_CLASSES: Final = _classes()


def _text_alone(message: Message) -> str | None:
    """What nearly all messages of a long path are; None where there is more to count. Without views of its parts,
    which take longer than to count them."""
    content = message.raw.get("content")
    if not _CALLS.isdisjoint(message.raw):
        return None
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not all(map(_is_text, content)):
        return None
    return "".join([part["text"] for part in content])


def _is_text(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)


def _pictures(message: Message) -> int:
    return TOKENS_PER_IMAGE * sum(part.type in _IMAGES for part in message.parts)


def _written(message: Message) -> str:
    return (message.reasoning or "") + message.text + (message.refusal or "") + _calls(message)


def _calls(message: Message) -> str:
    calls = "".join(call.name + call.arguments for call in message.tool_calls)
    older = message.function_call
    return calls + older.name + older.arguments if older else calls
