"""Two versions side by side, by their address."""

from decimal import Decimal
from uuid import UUID, uuid4

from django.test import Client

from chatapp.accounts.models import User
from chatapp.completions.models import Completion
from chatapp.conversations.models import Conversation, Message
from chatapp.usage.models import UsageRecord
from chatapp.web.chat.difference import MOST, difference
from tests.web.rows import ask, conversation, turn_below


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answer(where: Conversation, asked: Message, text: str, **turn: int) -> UUID:
    written = turn_below(asked, "done", **turn)  # type: ignore[arg-type]
    body = {"role": "assistant", "content": text}
    Message.objects.create(conversation=where, parent=asked, turn=written, role="assistant", body=body)
    return written.pk


def test_texts_differ_in_words_and_lose_none() -> None:
    left, right = difference("The quick brown fox\njumps.", "The slow brown fox\njumps!")
    assert "".join(piece.text for piece in left) == "The quick brown fox\njumps."
    assert "".join(piece.text for piece in right) == "The slow brown fox\njumps!"
    assert [piece.text for piece in left if piece.changed] == ["quick ", "jumps."]
    assert [piece.text for piece in right if piece.changed] == ["slow ", "jumps!"]


def test_long_texts_differ_in_lines_and_endless_ones_as_a_whole() -> None:
    lines = [f"{number} and more\n" for number in range(MOST)]
    left, right = difference("".join(lines), "".join(lines[:-1]) + "other\n")
    assert [piece.text for piece in left if piece.changed] == lines[-1:]
    assert [piece.text for piece in right if piece.changed] == ["other\n"]
    whole, _ = difference("a\n" * 2 * MOST, "b")
    assert len(whole) == 1
    assert whole[0].changed


def test_two_answers_are_shown_with_who_wrote_them_and_what_they_cost(alice: User) -> None:
    chat = conversation(alice)
    asked = ask(chat, "Why?")
    one = answer(chat, asked, "Because of <b>this</b>.", prompt_tokens=1200, completion_tokens=7)
    two = answer(chat, asked, "Because of <b>that</b>.")
    called = Completion.objects.create(turn_id=one, user=alice, model_name="gpt-5-mini", kind="chat")
    UsageRecord.objects.create(
        completion_id=called.pk, cost=Decimal("0.25"), model_name="gpt-5-mini", kind="chat"
    )
    page = browser(alice).get(f"/c/{chat.pk}/comparison/", {"left": str(one), "right": str(two)})
    text = page.content.decode()
    assert ">&lt;b&gt;this&lt;/b&gt;.</del>" in text
    assert "Because of <ins>&lt;b&gt;that&lt;/b&gt;.</ins>" in text
    for shown in ("gpt-5-mini", "$0.25", "1,200 in", "7 out", "Version 2 of"):
        assert shown in text


def test_two_questions_are_compared_and_what_is_not_beside_them_is_not(alice: User) -> None:
    chat = conversation(alice)
    first = ask(chat, "Why?")
    below = ask(chat, "And then?")
    chat.active_leaf_id = None
    second = ask(chat, "Why?")
    client = browser(alice)
    address = f"/c/{chat.pk}/comparison/"
    text = client.get(address, {"left": str(first.pk), "right": str(second.pk)}).content.decode()
    assert "Both versions say the same." in text
    assert client.get(address, {"left": str(first.pk), "right": str(below.pk)}).status_code == 404
    assert client.get(address, {"left": str(first.pk), "right": str(uuid4())}).status_code == 404
    assert client.get(address, {"left": "x"}).status_code == 400


def test_a_stranger_compares_nothing(alice: User, charlie: User) -> None:
    chat = conversation(alice)
    first = ask(chat, "Why?")
    both = {"left": str(first.pk), "right": str(first.pk)}
    assert browser(charlie).get(f"/c/{chat.pk}/comparison/", both).status_code == 404
    assert Client().get(f"/c/{chat.pk}/comparison/", both).status_code == 302
