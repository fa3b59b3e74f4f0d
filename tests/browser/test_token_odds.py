"""How sure a model was: the text of an answer as a map of its tokens, with what else was likely."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.test_accessibility import faults_of


def test_the_details_show_how_sure_the_model_was_of_each_token(alice: Visitor) -> None:
    chat = alice.ask("How is the weather?", "unsure").ends()
    chat.button("Details of the answer").click()
    tokens = chat.answer.get_by_role("listbox", name="Tokens of the answer")
    expect(tokens.get_by_role("option")).to_have_text(["It", "is", "<b>", "sunny", "."])
    levels = tokens.locator("[role=option]").evaluate_all("all => all.map((one) => one.dataset.level)")
    assert levels == ["0", "1", "2", "3", "0"]
    said = chat.answer.locator(".odds-token")
    tokens.get_by_text("sunny").hover()
    expect(said).to_have_text("“sunny” 13.5 %, else “ rain” 22.3 %")
    tokens.focus()
    tokens.press("Home")
    expect(said).to_contain_text("“It” 99.0 %")
    tokens.press("ArrowRight")
    expect(said).to_contain_text("“ is” 74.1 %")
    assert faults_of(chat.page) == []
