"""Answers that a parser needs minutes for, or that are more than a page can bear."""

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.site import Site

LENGTH: Final = 200_000
TOO_MUCH: Final = {
    "slow": "[a](" * 1_500,
    "long": "a@" * (LENGTH // 2),
    "many": "# a\n" * (LENGTH // 4),
    "many, by the worker": ("**a** " * 400 + "\n\n") * 80,
    "deep": "<ul><li>a" * 300 + "</li></ul>" * 300,
    "both ways": "aא" * 20_000,
    "both ways, code": "```\n" + "aא" * 90_000 + "\n```",
}
WHY = {
    "slow": "to draw it would take too long",
    "long": "it is too long",
    "many": "it has too many parts",
    "many, by the worker": "it has too many parts",
    "deep": "it has too many parts",
    "both ways": "it has too many parts",
    "both ways, code": "it has too many parts",
}
# Longer than any frame of the page takes on a busy machine, and a fraction of what the parser would need.
PATIENCE_MS = 3_000


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_a_text_that_is_too_much_is_plain_and_says_so(site: Site, arrive: Arrive, kind: str) -> None:
    email = site.person("Alice")
    conversation = site.conversation(email, kind, ["A question", TOO_MUCH[kind] + "\n\nThe end of it"])
    chat = arrive(site).log_in(email).chat(f"/c/{conversation}/")
    _answers_keys(chat)
    expect(chat.answer.locator(".plain-why").last).to_have_text(f"Shown as plain text: {WHY[kind]}.")
    expect(chat.answer).to_contain_text("The end of it")
    assert chat.source.endswith("The end of it")


def test_a_text_that_is_too_much_is_written_while_the_page_answers(alice: Visitor) -> None:
    chat = alice.ask(TOO_MUCH["slow"] + "\n\nThe end of it", "echo")
    _answers_keys(chat)
    chat.ends()
    expect(chat.answer.locator(".plain-why")).to_have_text(f"Shown as plain text: {WHY['slow']}.")
    expect(chat.answer).to_contain_text("The end of it")


def test_formulas_that_no_browser_could_lay_out_are_shown_as_written(site: Site, arrive: Arrive) -> None:
    formulas = [
        r"\frac{" * 90 + "1" + "}{b}" * 90,
        r"\left(" * 200 + r"\right)" * 190,
        r"\frac{" * 150 + "2" + "}{b}" * 150,
        r"\begin{matrix}" + "a&" * 900 + r"3\end{matrix}",
    ]
    email = site.person("Alice")
    text = "\n\n".join(f"$${formula}$$" for formula in formulas)
    conversation = site.conversation(email, "Formulas", ["A question", f"{text}\n\nThe end of it"])
    chat = arrive(site).log_in(email).chat(f"/c/{conversation}/")
    _answers_keys(chat)
    expect(chat.answer.locator(".math-error")).to_have_text(formulas)
    expect(chat.answer).to_contain_text("The end of it")


def test_what_is_long_and_well_is_drawn_by_the_worker_as_it_would_be_here(alice: Visitor) -> None:
    rows = "".join(f"| {n} | [link](https://example.com/{n}) | **bold** `code` |\n" for n in range(200))
    chat = alice.ask("| a | b | c |\n|---|---|---|\n" + rows, "echo").ends()
    for _ in ("streamed", "loaded"):
        expect(chat.answer.locator("td a")).to_have_count(200)
        expect(chat.answer.locator("td strong")).to_have_count(200)
        expect(chat.answer.locator(".plain")).to_have_count(0)
        chat.reload()


def test_code_gets_its_colours_from_the_worker(alice: Visitor) -> None:
    chat = alice.ask(
        "```js\nconst a = 'b';\n```\n\n- one\n  ```python\n  def f(): pass\n  ```", "echo"
    ).ends()
    for _ in ("streamed", "loaded"):
        expect(chat.answer.locator("code .hljs-string")).to_have_text("'b'")
        expect(chat.answer.locator("li code .hljs-title")).to_have_text("f")
        chat.reload()


def _answers_keys(chat: Chat) -> None:
    """What is typed stands there at once, whatever is being drawn."""
    for letter in "abc":
        assert _typed(chat.page, letter) < PATIENCE_MS


def _typed(page: Page, letter: str) -> float:
    """Milliseconds from a key to the frame that shows it."""
    page.evaluate(
        """letter => {
            const box = document.querySelector("#question");
            box.focus();
            window.typed = new Promise((done) => box.addEventListener("input", (event) =>
                requestAnimationFrame(() => done(performance.now() - event.timeStamp)), { once: true }));
        }""",
        letter,
    )
    page.keyboard.press(letter)
    return float(page.evaluate("window.typed"))
