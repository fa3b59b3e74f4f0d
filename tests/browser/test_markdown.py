"""Answers as they are drawn."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor

# Where a word begins, in pixels.
LEFT_OF = """(answer, word) => {
    const texts = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
    while (!texts.nextNode().data.includes(word));
    const range = document.createRange();
    range.setStart(texts.currentNode, texts.currentNode.data.indexOf(word));
    range.setEnd(texts.currentNode, texts.currentNode.data.indexOf(word) + word.length);
    return range.getBoundingClientRect().left;
}"""
MARKER = 12


def test_formulas_between_single_dollars_are_set_and_prices_are_not(alice: Visitor) -> None:
    chat = alice.ask("Where $x^2$ and **$y_1$**, for $5 and $6, in `$z$`, \\$a$.", "echo").ends()
    for _ in ("streamed", "loaded"):
        expect(chat.answer.locator(".math-inline .katex")).to_have_count(2)
        expect(chat.answer.locator("[data-slot=text]")).to_contain_text("for $5 and $6, in $z$, $a$.")
        chat.reload()


def test_what_is_below_a_task_is_indented(alice: Visitor) -> None:
    tasks = "- [ ] one\n  - two\n    - three\n- [x] four\n  - [ ] five\n    - six"
    chat = alice.ask(tasks, "echo").ends()
    depths = {
        word: chat.answer.evaluate(LEFT_OF, word)
        for word in tasks.split()
        if word.isalpha() and len(word) > 1
    }
    assert depths["one"] == depths["four"]
    assert depths["one"] + MARKER < depths["two"] < depths["three"] - MARKER
    assert depths["four"] + MARKER < depths["five"] < depths["six"] - MARKER
