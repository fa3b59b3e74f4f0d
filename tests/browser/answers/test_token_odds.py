"""How sure a model was: the tokens of an answer, coloured over its text, with what else was likely."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.pages.test_accessibility import faults_of

COLOURED = """level => [...(CSS.highlights.get(level) ?? [])].map(String)"""
# The middle of a word, in the page's window.
PLACE = """([element, word]) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(word);
        if (at < 0) continue;
        const range = new Range();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + word.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return [x + width / 2, y + height / 2];
    }
}"""


def test_the_text_of_an_answer_is_coloured_by_how_sure_the_model_was(alice: Visitor) -> None:
    chat = alice.chat()
    chat.choose(alice.site.model("unsure"))
    chat.page.get_by_role("button", name="Settings", exact=True).click()
    chat.page.get_by_role("spinbutton", name="Top logprobs").fill("1")
    chat.page.get_by_role("spinbutton", name="Top logprobs").press("Tab")
    chat.page.keyboard.press("Escape")
    chat.ask("How is the weather?").ends()
    switch = chat.button("Show probabilities")
    switch.click()
    bar = chat.answer.locator("odds-bar")
    expect(bar).to_be_visible()
    assert coloured(chat) == {"odds-1": ["is"], "odds-2": [], "odds-3": ["sunny"]}

    said = bar.get_by_role("tooltip")
    text = chat.answer.locator("[data-slot=text]")
    chat.page.mouse.move(*place(chat, text, "sunny"))
    expect(said).to_have_text("“sunny” 13.5 %“ rain” 22.3 %")
    chat.page.mouse.move(0, 0)
    expect(said).to_be_hidden()
    chat.page.mouse.click(*place(chat, text, "It"))
    expect(said).to_contain_text("“It” 99.0 %")

    slider = bar.get_by_role("slider", name="Token")
    slider.focus()
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "“ is” 74.1 %, else “ rain” 22.3 %")
    assert chat.page.evaluate(COLOURED, "odds-chosen") == ["is"]
    assert faults_of(chat.page) == []
    slider.press("Escape")
    expect(said).to_be_hidden()

    bar.get_by_label("As written").check()
    expect(chat.answer.locator(".odds-written")).to_have_text("It is <b>sunny.")
    expect(text).to_be_hidden()
    assert coloured(chat) == {"odds-1": ["is"], "odds-2": ["<b>"], "odds-3": ["sunny"]}
    switch.click()
    expect(bar).to_have_count(0)
    expect(text).to_be_visible()
    assert coloured(chat) == {"odds-1": [], "odds-2": [], "odds-3": []}
    chat.reload()
    expect(chat.button("Show probabilities")).to_be_visible()


def test_an_answer_whose_request_asked_for_no_probabilities_has_no_switch(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    expect(chat.button("Details of the answer")).to_be_visible()
    expect(chat.button("Show probabilities")).to_be_hidden()


def coloured(chat: Chat) -> dict[str, list[str]]:
    return {level: chat.page.evaluate(COLOURED, level) for level in ("odds-1", "odds-2", "odds-3")}


def place(chat: Chat, element: Locator, word: str) -> tuple[float, float]:
    page: Page = chat.page
    x, y = page.evaluate(PLACE, [element.element_handle(), word])
    return x, y
