"""Questions that are asked while an answer is being written: they wait, and are sent once."""

from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat, Visitor


def waiting(chat: Chat) -> Locator:
    return chat.page.locator("question-queue .queued-text")


def queue(chat: Chat, *questions: str) -> Chat:
    for text in questions:
        chat.box.fill(text)
        chat.box.press("Enter")
        expect(chat.box).to_have_value("")
    return chat


def test_questions_wait_for_the_answer_in_every_tab_and_are_sent_once(alice: Visitor) -> None:
    chat = queue(alice.ask("First", "sentences").runs(), "Second", "Third", "Fourth")
    other = alice.chat(chat.path)
    for tab in (chat, other):
        expect(waiting(tab)).to_have_text(["Second", "Third", "Fourth"])
    other.page.get_by_role("button", name="Remove the waiting question").nth(1).click()
    expect(waiting(chat)).to_have_text(["Second", "Fourth"])
    chat.page.get_by_role("button", name="Edit the waiting question").nth(1).click()
    expect(chat.box).to_have_value("Fourth")
    expect(waiting(other)).to_have_text(["Second"])
    queue(chat, "Fourth, mended")
    chat.reload().runs()
    expect(waiting(chat)).to_have_text(["Second", "Fourth, mended"])
    for asked, left in ((2, ["Fourth, mended"]), (3, [])):
        chat.release()
        for tab in (chat, other):
            expect(tab.questions).to_have_count(asked)
            expect(waiting(tab)).to_have_text(left)
            tab.runs()
    chat.release().ends()
    other.ends()
    assert len(alice.site.answers(chat.conversation)) == 3


def test_stop_and_send_lets_a_question_go_at_once(alice: Visitor) -> None:
    chat = queue(alice.ask("First", "sentences").runs(), "Second", "Third")
    chat.page.get_by_role("button", name="Stop and send").click()
    expect(chat.questions).to_have_count(2)
    chat.runs()
    expect(chat.answers.first).to_have_attribute("data-status", "stopped")
    expect(waiting(chat)).to_have_text(["Third"])
    chat.box.fill("At once")
    chat.box.press("Control+Enter")
    expect(chat.questions).to_have_count(3)
    expect(chat.questions.last).to_contain_text("At once")
    chat.runs().stop.click()
    expect(chat.page.get_by_text("the answer before did not come to its end")).to_be_visible()
    chat.page.get_by_role("button", name="Send now").click()
    expect(chat.questions.last).to_contain_text("Third")
    expect(chat.page.locator("question-queue")).to_be_hidden()
    chat.runs().release().ends()


def test_a_question_that_waits_in_a_chat_that_was_left_is_sent_there(alice: Visitor) -> None:
    chat = queue(alice.ask("First", "sentences").runs(), "Second")
    path = chat.path
    chat.page.get_by_role("link", name="New chat").first.click()
    expect(chat.page.locator("question-queue")).to_be_hidden()
    chat.release()
    # The answer to the second question waits where the first one did.
    alice.site.provider.reached(chat.model, 2)
    expect(chat.rows.first.get_by_title("An answer is being written")).to_be_visible()
    chat.page.locator(f".conversation-link[href='{path}']").click()
    expect(chat.questions).to_have_count(2)
    chat.runs().release().ends()
    expect(chat.answers).to_have_count(2)
