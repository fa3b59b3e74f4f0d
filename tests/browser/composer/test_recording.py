"""What is said into the microphone becomes a file of the message."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.pages.test_accessibility import faults_of


def test_a_recording_is_attached_discarded_or_refused_in_words(alice: Visitor) -> None:
    alice.context.grant_permissions(["microphone"])
    model = alice.site.model("echo")
    chat = alice.chat()
    chat.choose(model)
    record = chat.page.get_by_role("button", name="Record with the microphone")
    chips = chat.page.locator(".file-chip")
    running = chat.page.get_by_role("group", name="Recording")
    record.click()
    expect(running).to_contain_text("0:01")
    assert faults_of(chat.page) == []
    chat.page.get_by_role("button", name="Discard the recording").click()
    expect(record).to_be_focused()
    expect(chips).to_have_count(0)

    record.click()
    expect(running).to_contain_text("0:01")
    chat.page.keyboard.press("Enter")
    expect(chips).to_contain_text("Recording 20")
    expect(chips).to_have_attribute("data-state", "done")
    chat.ask("What do I say?").ends()
    expect(chat.questions.last.locator("audio")).to_have_js_property("error", None)
    assert chat.questions.last.locator("file-card").evaluate("card => card.file.media_type") == "audio/wav"

    alice.context.clear_permissions()
    record.click()
    expect(chat.page.get_by_text("The browser does not let this page use the microphone.")).to_be_visible()
    expect(running).to_be_hidden()
