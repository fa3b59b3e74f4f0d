"""Stop, and what can be done with what had arrived."""

from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.provider import TALE, told
from tests.browser.site import Site


def test_stop_keeps_what_had_arrived_and_closes_the_call(alice: Visitor, site: Site) -> None:
    chat = alice.ask("Tell me", "tale").shows(told(0))
    gone = site.provider.departures
    chat.stop.click()
    chat.ends("stopped").shows(told(0))
    site.provider.left(gone + 1)
    expect(chat.answer).to_contain_text("You stopped this answer.")
    expect(chat.page.get_by_role("button", name="Send")).to_be_visible()
    assert site.answers(chat.conversation) == [told(0)]


def test_stop_in_one_tab_stops_the_answer_in_the_other(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "tale").shows(told(0))
    other = alice.chat(chat.path).runs()
    other.stop.click()
    for page in (chat, other):
        page.ends("stopped").shows(told(0))


def test_continue_goes_on_behind_a_seam_also_after_a_reload(alice: Visitor, site: Site) -> None:
    chat = alice.ask("Two halves, please", "halves").runs()
    chat.stop.click()
    chat.ends("stopped").button("Continue").click()
    for page in (chat, chat):
        expect(page.answers).to_have_count(2)
        page.ends().shows("and this is the second half.")
        expect(page.answers.first).to_contain_text("This is the first half,")
        expect(page.answers.last.get_by_text("continued")).to_be_visible()
        page.reload()
    assert site.answers(chat.conversation) == ["This is the first half,", "and this is the second half."]


def test_retry_makes_a_second_answer_beside_the_first(alice: Visitor, site: Site) -> None:
    chat = alice.ask("Again and again", "twice").ends().shows("Answer number 1.")
    chat.retry()
    chat.shows("Answer number 2.").ends()
    expect(chat.answers).to_have_count(1)
    chat.reload().shows("Answer number 2.").ends()
    assert site.answers(chat.conversation) == ["Answer number 1.", "Answer number 2."]
    assert len(set(site.parents(chat.conversation))) == 1


def test_a_stopped_answer_does_not_stand_in_the_way_of_the_next_question(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "tale").shows(told(0))
    chat.stop.click()
    chat.ends("stopped").release(2)
    chat.ask("Tell me again").ends().shows(TALE)
