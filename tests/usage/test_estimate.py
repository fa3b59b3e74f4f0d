"""Token counts without a tokenizer."""

import pytest

from chatapp.usage.estimate import RATES, TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE, message_tokens, tokens
from chatapp.wire.types.messages import Message

ENGLISH = (
    "The team reads its own documents before it asks anybody else, and finds most of what it needs there. "
)
# Characters per token, as counted with o200k.
MEASURED = [
    (ENGLISH, 5.1),
    ("Der Bericht erscheint am Montag, und alle lesen ihn gern. ", 5.1),
    ("Команда сначала читает свои документы и только потом спрашивает. ", 4.2),
    ("يقرأ الفريق وثائقه قبل أن يسأل أي شخص آخر. ", 3.0),
    ("团队先阅读自己的文件再询问别人", 1.5),
    ("チームはまず自分たちの文書を読みます", 1.3),
    ("for name, value in sorted(rows.items()):\n    print(f'{name}: {value}')\n", 4.1),
    ('{"name": "Ada", "tokens": 128, "cost": 0.25}, ', 3.7),
]


@pytest.mark.parametrize(("text", "measured"), MEASURED)
def test_an_estimate_is_near_what_a_tokenizer_counts(text: str, measured: float) -> None:
    counted = len(text * 20) / tokens(text * 20)
    assert 0.65 < counted / measured < 1.2


def test_each_first_byte_of_a_character_has_one_rate() -> None:
    first = [byte for low, high, _ in RATES for byte in range(low, high + 1)]
    assert sorted(first) == [*range(0x80), *range(0xC2, 0xF8)]


@pytest.mark.parametrize(("text", "count"), [("", 0), ("a", 1), ("a" * 9, 2), ("\ud800", 1), ("🙂", 2)])
def test_what_is_left_over_is_a_token(text: str, count: int) -> None:
    assert tokens(text) == count


def test_pictures_and_the_message_itself_count() -> None:
    parts = [{"type": "text", "text": "a" * 45}, {"type": "image_url", "image_url": {"url": "data:"}}]
    assert message_tokens(Message({"content": parts})) == TOKENS_PER_MESSAGE + 10 + TOKENS_PER_IMAGE
