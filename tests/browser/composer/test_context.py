"""How full the model's window is, and from where on the model sees the chat."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor

LONG = "word " * 400


def test_a_chat_that_outgrows_its_window_shows_what_the_model_no_longer_sees(alice: Visitor) -> None:
    model = alice.site.model("echo")
    alice.site.limit_window(model, 4_000)
    chat = alice.chat().ask(f"First {LONG}", model).ends()
    meter = chat.page.locator("context-meter")
    cut = chat.page.locator(".context-cut")
    meter.locator("summary").click()
    expect(meter).to_contain_text("of 4,000 tokens")
    expect(cut).to_have_count(0)
    for number in range(2, 6):
        chat.ask(f"{number} {LONG}")
        expect(chat.answers).to_have_count(number)
        chat.ends()
    expect(meter).to_contain_text("oldest messages are left out")
    expect(cut).to_have_text("The model no longer sees what is above")
    expect(chat.questions).to_have_count(5)
    chat.box.fill("word " * 6_000)
    expect(chat.page.get_by_role("alert").filter(has_text="too long for the model")).to_be_visible()
    chat.box.press("Enter")
    expect(chat.answers).to_have_count(6)
    expect(chat.answer).to_contain_text("This question is too long for")
    chat.reload()
    expect(chat.questions.last).to_contain_text("word word")
