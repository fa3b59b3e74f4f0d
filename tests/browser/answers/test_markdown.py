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
MIDDLE = "answer => answer.getBoundingClientRect().left + answer.getBoundingClientRect().width / 2"


def test_formulas_between_single_dollars_are_set_and_prices_are_not(alice: Visitor) -> None:
    chat = alice.ask("Where $x^2$ and **$y_1$**, for $5 and $6, in `$z$`, \\$a$.", "echo").ends()
    for _ in ("streamed", "loaded"):
        expect(chat.answer.locator(".math-inline .katex")).to_have_count(2)
        expect(chat.answer.locator("[data-slot=text]")).to_contain_text("for $5 and $6, in $z$, $a$.")
        chat.reload()


def test_scripts_that_go_from_right_to_left_begin_at_the_right_and_code_at_the_left(alice: Visitor) -> None:
    table = "| עמודה | B |\n|---|---|\n| ערך | 1 |"
    code = "`code` אחרי קוד\n\n```\nx = 1  # קוד\n```"
    text = f"שלום עולם\n\n- פריט ראשון\n\n> ציטוט קצר\n\n{table}\n\n{code}\n\nPlain"
    chat = alice.ask(text, "echo").ends()
    expect(chat.answer.locator("figure")).to_be_visible()
    middle = chat.answer.evaluate(MIDDLE)
    for word in ("שלום", "ראשון", "ציטוט", "עמודה", "אחרי"):
        assert chat.answer.evaluate(LEFT_OF, word) > middle, word
    assert chat.answer.evaluate(LEFT_OF, "Plain") < middle
    assert chat.answer.locator("li").evaluate("item => getComputedStyle(item).direction") == "rtl"
    assert chat.answer.locator("figure").evaluate("code => getComputedStyle(code).direction") == "ltr"
    chat.box.fill("שאלה")
    assert chat.box.evaluate("box => box.matches(':dir(rtl)')")


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


def test_a_table_of_hundreds_of_columns_shows_the_first_of_them_until_it_is_asked_to(alice: Visitor) -> None:
    rows = [[f"{row}.{column}" for column in range(500)] for row in "abc"]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ["---"] * 500, *rows[1:]))
    chat = alice.ask(table, "echo").ends()
    expect(chat.answer.get_by_role("cell", name="b.49", exact=True)).to_be_visible()
    expect(chat.answer.get_by_role("cell", name="b.50", exact=True)).to_be_hidden()
    chat.answer.get_by_role("button", name="Show all 500 columns").press("Enter")
    expect(chat.answer.get_by_role("cell", name="c.499", exact=True)).to_be_visible()
    expect(chat.answer.locator(".table-frame")).to_be_focused()
