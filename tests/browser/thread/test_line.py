"""The line between page and server is cut, by the network or by the server's end."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.provider import TALE, told
from tests.browser.site import Site

# What the browser itself writes into its console about a line that is cut.
CUT = "WebSocket connection to", "net::ERR_"


def test_a_restart_in_the_middle_of_an_answer_is_survived(own_site: Site, arrive: Arrive) -> None:
    chat = writing(own_site, arrive)
    own_site.stop()
    expect(chat.banner).to_contain_text("Connection lost")
    own_site.start()
    assert_interrupted(chat)
    assert_continued(chat)


@pytest.mark.parametrize("seconds", [0, 14], ids=["for_a_moment", "for_long"])
def test_a_killed_server_is_survived(own_site: Site, arrive: Arrive, seconds: int) -> None:
    """A server that was gone for long has ended the answer before the page is back, otherwise after that."""
    chat = writing(own_site, arrive)
    chat.reload().shows(told(0))  # It is written down: the page has it from the database.
    own_site.kill()
    own_site.gone(seconds)
    expect(chat.banner).to_contain_text("Connection lost")
    own_site.start()
    assert_interrupted(chat)
    assert_continued(chat)


def test_without_a_network_the_page_says_so_and_comes_back(own_site: Site, arrive: Arrive) -> None:
    chat = writing(own_site, arrive)
    chat.visitor.context.set_offline(True)
    chat.page.evaluate("document.querySelector('chat-app').socket.connection.close()")
    expect(chat.banner).to_contain_text("You are offline.")
    chat.release()
    chat.visitor.context.set_offline(False)
    chat.shows(told(1))
    expect(chat.banner).to_be_hidden()


def test_that_the_network_is_gone_is_said_before_the_line_notices(alice: Visitor) -> None:
    chat = alice.chat()
    alice.context.set_offline(True)
    expect(chat.banner).to_have_text("You are offline. Nothing you write is lost.", use_inner_text=True)
    assert chat.page.evaluate("document.querySelector('chat-app').socket.ready")
    alice.context.set_offline(False)
    expect(chat.banner).to_be_hidden()


def test_an_answer_that_ends_while_the_line_is_cut_stands_there_whole_afterwards(
    own_site: Site, arrive: Arrive
) -> None:
    email = own_site.person("Alice")
    train, desk = arrive(own_site).log_in(email), arrive(own_site).log_in(email)
    train.watch.allow(*CUT)
    chat = train.ask("Tell me", "tale").shows(told(0))
    witness = desk.chat(chat.path)
    train.context.set_offline(True)
    chat.page.evaluate("document.querySelector('chat-app').socket.connection.close()")
    expect(chat.banner).to_contain_text("You are offline.")
    chat.release(2)
    witness.ends().shows(TALE)
    train.context.set_offline(False)
    chat.ends().shows(TALE)
    expect(chat.banner).to_be_hidden()


def test_a_question_asked_without_a_line_is_sent_once_when_it_is_back(own_site: Site, arrive: Arrive) -> None:
    alice = arrive(own_site).log_in(own_site.person("Alice"))
    alice.watch.allow(*CUT)
    chat = alice.ask("The first one", "echo").ends()
    own_site.stop()
    expect(chat.banner).to_contain_text("Connection lost")
    chat.ask("Asked in the dark")
    expect(chat.questions.last).to_contain_text("Not sent yet")
    own_site.start()
    chat.shows("Asked in the dark").ends()
    expect(chat.questions).to_have_count(2)
    expect(chat.page.get_by_text("Not sent yet")).to_be_hidden()
    assert own_site.answers(chat.conversation) == ["The first one", "Asked in the dark"]


def writing(site: Site, arrive: Arrive) -> Chat:
    """A page on which an answer stands at its first gate."""
    alice = arrive(site).log_in(site.person("Alice"))
    alice.watch.allow(*CUT)
    return alice.ask("Tell me", "tale").shows(told(0))


def assert_interrupted(chat: Chat) -> None:
    """The page came back by itself, and what had arrived is there, on it and in the row."""
    chat.ends("interrupted").shows(told(0))
    expect(chat.banner).to_be_hidden()
    expect(chat.answer).to_contain_text("This answer was interrupted.")
    expect(chat.button("Retry")).to_be_visible()
    assert chat.visitor.site.answers(chat.conversation) == [told(0)]


def assert_continued(chat: Chat) -> None:
    chat.button("Continue").click()
    expect(chat.answers).to_have_count(2)
    chat.runs().stop.click()
    chat.ends("stopped")
