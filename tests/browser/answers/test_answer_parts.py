"""What an answer holds beside its text: where it was cut, what it cites."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.pages.test_accessibility import faults_of


def test_an_answer_at_its_limit_is_continued_and_a_withheld_one_says_so(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "length").ends()
    expect(chat.answer.locator(".ending")).to_contain_text("The answer reached its length limit.")
    chat.button("Continue").click()
    expect(chat.answers).to_have_count(2)
    chat.ends()
    expect(chat.answer.get_by_text("continued")).to_be_visible()
    expect(chat.answers.first.locator(".ending")).to_be_hidden()
    chat.reload()
    expect(chat.answer.get_by_text("continued")).to_be_visible()
    expect(chat.answers.first.locator(".ending")).to_be_hidden()
    # Without what goes on from it, it ends there again.
    chat.answer.hover()
    chat.answer.get_by_role("button", name="Delete the answer").click()
    expect(chat.answers).to_have_count(1)
    expect(chat.answer.locator(".ending")).to_be_visible()

    chat = alice.ask("Tell me more", "content-filter").ends()
    expect(chat.answer.locator(".ending")).to_contain_text("The provider withheld the rest of this answer.")
    expect(chat.button("Continue")).to_be_hidden()


def test_what_a_provider_cites_is_a_chip_at_its_span_with_a_preview(alice: Visitor) -> None:
    chat = alice.ask("Where from?", "annotations").ends()
    text = chat.answer.locator("[data-slot=text]")
    expect(text).to_have_text("Here1 is the answer.")
    chip = text.get_by_role("link", name="Source 1: A page")
    preview = chat.page.get_by_role("tooltip")
    chip.hover()
    expect(preview).to_contain_text("A page")
    expect(preview).to_contain_text("example.com")
    assert faults_of(chat.page) == []
    preview.hover()
    chat.page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    chat.box.hover()
    chip.focus()
    expect(preview).to_be_visible()
    chat.box.focus()
    expect(preview).to_be_hidden()
    expect(chat.answer.get_by_role("region", name="Sources")).to_contain_text("A page")
    assert chat.source == "Here is the answer."


def test_a_spoken_answer_has_a_player_and_its_words(alice: Visitor) -> None:
    chat = alice.ask("Say hello", "spoken").ends()
    for _ in ("streamed", "loaded"):
        player = chat.answer.get_by_label("The spoken answer")
        expect(player).to_have_js_property("duration", 0.1)
        expect(chat.answer.get_by_text("Hello there.", exact=True)).to_be_visible()
        expect(chat.answer.locator(".ending")).to_be_hidden()
        chat.reload()
    assert chat.answer.evaluate("answer => answer.copied") == "Hello there."
    assert faults_of(chat.page) == []


def test_the_pictures_of_an_answer_open_large_are_saved_and_stay(alice: Visitor) -> None:
    chat = alice.ask("Draw two", "drawn").ends()
    for _ in ("streamed", "loaded"):
        first, second = chat.answer.get_by_title("Open large").all()
        expect(first.locator("img")).to_have_js_property("naturalWidth", 64)
        expect(second.locator("img")).to_have_js_property("naturalWidth", 40)
        expect(chat.answer.locator(".ending")).to_be_hidden()
        chat.reload()
    assert faults_of(chat.page) == []
    with chat.page.expect_download() as saved:
        chat.answer.get_by_role("link", name="Save image-1.png").click()
    assert saved.value.suggested_filename == "image-1.png"
    chat.answer.get_by_role("button", name="image-2.png").click()
    expect(chat.page.get_by_role("dialog", name="File").get_by_role("img")).to_be_visible()

    chat = alice.ask("Draw badly", "drawn-badly").ends()
    expect(chat.answer.get_by_text("An image is not shown: it is an SVG drawing.")).to_be_visible()
    expect(chat.answer.get_by_role("link", name="Open image from example.com")).to_be_visible()
