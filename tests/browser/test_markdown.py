"""Answers as they are drawn."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor


def test_formulas_between_single_dollars_are_set_and_prices_are_not(alice: Visitor) -> None:
    chat = alice.ask("Where $x^2$ and **$y_1$**, for $5 and $6, in `$z$`, \\$a$.", "echo").ends()
    for _ in ("streamed", "loaded"):
        expect(chat.answer.locator(".math-inline .katex")).to_have_count(2)
        expect(chat.answer.locator("[data-slot=text]")).to_contain_text("for $5 and $6, in $z$, $a$.")
        chat.reload()
