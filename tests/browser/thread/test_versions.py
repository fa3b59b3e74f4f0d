"""Questions that are edited, answers that are made anew, and the way between their versions."""

import re
from threading import Event
from typing import Final

from playwright.sync_api import Locator, WebSocketRoute, expect

from chatapp.upstream.scripted.scripts.text import numbered
from tests.browser.chat import Chat, Visitor
from tests.browser.provider import told
from tests.browser.site import Site

# The next path that the page fetches has come (`window.came`), but stays away from it until `window.release()`.
HOLD_PATH: Final = """() => {
    const { fetch } = window;
    const come = Promise.withResolvers();
    const go = Promise.withResolvers();
    Object.assign(window, { came: come.promise, release: go.resolve });
    window.fetch = async (address, ...rest) => {
        const response = await fetch(address, ...rest);
        if (String(address).endsWith("/messages/")) {
            window.fetch = fetch;
            come.resolve();
            await go.promise;
        }
        return response;
    };
}"""


def place(entry: Locator) -> Locator:
    return entry.locator("sibling-switch [data-slot=place]:visible")


def edit(chat: Chat, text: str, number: int = 0) -> Locator:
    """The box in which this question is edited, with this text."""
    question = chat.questions.nth(number)
    question.hover()
    question.get_by_role("button", name="Edit the question").click()
    box = question.get_by_label("Edit the question").and_(chat.page.locator("textarea"))
    expect(box).to_be_focused()
    box.fill(text)
    return box


def test_an_edited_question_is_a_version_beside_the_old_one(alice: Visitor) -> None:
    chat = alice.ask("First", "echo").shows("First").ends().ask("More").shows("More").ends()
    other = chat.beside()
    edit(chat, "Second").press("Control+Enter")
    for tab in (chat, other):
        tab.shows("Second").ends()
        expect(tab.questions).to_have_count(1)
        expect(place(tab.questions)).to_have_text("2/2")
    chat.questions.get_by_role("button", name="Previous version").click()
    for tab in (chat, other):
        tab.shows("More")
        expect(place(tab.questions.first)).to_have_text("1/2")
    expect(chat.questions.first.get_by_role("button", name="Next version")).to_be_focused()
    chat.page.keyboard.press("ArrowRight")
    chat.shows("Second").reload().shows("Second")
    expect(place(chat.questions)).to_have_text("2/2")


def test_an_edit_is_given_up_with_escape_and_begun_with_up(alice: Visitor) -> None:
    chat = alice.ask("First", "echo").ends().ask("Last").shows("Last").ends()
    chat.box.press("ArrowUp")
    box = chat.questions.last.locator("textarea")
    expect(box).to_have_value("Last")
    box.fill("Not this")
    box.press("Escape")
    expect(box).to_have_count(0)
    expect(chat.questions.last.locator(".bubble")).to_have_text("Last")
    expect(place(chat.questions.last)).to_have_count(0)


def test_two_tabs_that_edit_the_same_question_lose_nothing(alice: Visitor) -> None:
    one = alice.ask("First", "echo").shows("First").ends()
    two = alice.chat(one.path)
    boxes = edit(one, "Left"), edit(two, "Right")
    for box in boxes:
        box.press("Control+Enter")
    # The one that the server took last is shown in both. It may have the place before the other's.
    for tab in (one, two):
        expect(place(tab.questions)).to_have_text(re.compile("[23]/3"))
        tab.ends()
    one.reload()
    number = int(place(one.questions).inner_text()[0])
    expect(place(two.questions)).to_have_text(f"{number}/3")
    bubble = one.questions.locator(".bubble")
    seen = {bubble.inner_text()}
    one.questions.get_by_role("button", name="Previous version").focus()
    for step in [-1] * (number - 1) + [1, 1]:
        number += step
        one.page.keyboard.press("ArrowLeft" if step < 0 else "ArrowRight")
        expect(place(one.questions)).to_have_text(f"{number}/3")
        seen.add(bubble.inner_text())
    assert seen == {"First", "Left", "Right"}


def test_a_tab_that_was_not_told_of_a_version_finds_it_as_it_makes_another(alice: Visitor) -> None:
    """Changes that follow one another closely are told as one: an answer that ended between them is in no frame."""
    told_of = Event()
    told_of.set()

    def pass_on(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda frame: socket.send(frame) if told_of.is_set() else None)

    one = alice.ask("First", "echo").shows("First").ends()
    two = alice.chat(one.path)
    one.page.route_web_socket("**/ws/", pass_on)
    one.reload()
    told_of.clear()
    edit(two, "Right").press("Control+Enter")
    two.shows("Right").ends()
    told_of.set()
    edit(one, "Left").press("Control+Enter")
    one.shows("Left").ends()
    for tab in (one, two):
        expect(place(tab.questions)).to_have_text("3/3")


def test_a_path_that_was_asked_for_before_does_not_replace_the_one_that_was_chosen(alice: Visitor) -> None:
    chat = alice.ask("First", "echo").shows("First").ends()
    for text in ("Second", "Third"):
        edit(chat, text).press("Control+Enter")
        chat.shows(text).ends()
    other = alice.chat(chat.path)
    chat.page.evaluate(HOLD_PATH)
    other.questions.get_by_role("button", name="Previous version").click()
    chat.page.evaluate("window.came")
    chat.questions.get_by_role("button", name="Previous version").click()
    expect(place(chat.questions)).to_have_text("2/3")
    chat.page.keyboard.press("ArrowLeft")
    expect(place(chat.questions)).to_have_text("1/3")
    with chat.page.expect_response("**/messages/"):
        chat.page.evaluate("window.release()")
    expect(place(chat.questions)).to_have_text("1/3")
    expect(chat.questions.get_by_role("button", name="Next version")).to_be_focused()


def test_another_version_is_read_while_an_answer_is_written(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "tale").release(2).ends()
    chat.retry()
    chat.runs().shows(told(0))
    chat.answer.get_by_role("button", name="Previous version").click()
    chat.ends()
    expect(place(chat.answer)).to_have_text("1/2")
    chat.answer.get_by_role("button", name="Next version").click()
    chat.runs().shows(told(0)).release(2).ends()
    expect(place(chat.answer)).to_have_text("2/2")


def test_an_answer_is_made_anew_by_another_model(alice: Visitor, site: Site) -> None:
    chat = alice.ask("First", "echo").shows("First").ends().ask("More").shows("More").ends()
    other = site.model("words-5")
    chat.reload()
    first = chat.answers.first
    first.get_by_role("button", name="Answer again").click()
    expect(first.get_by_role("option", selected=True)).to_have_text(chat.model)
    first.get_by_role("option", name=other, exact=True).click()
    chat.shows(numbered(5)).ends()
    expect(chat.answers).to_have_count(1)
    expect(place(chat.answer)).to_have_text("2/2")
    chat.answer.get_by_role("button", name="Previous version").click()
    chat.shows("More")


def test_a_question_is_deleted_with_what_follows_it_and_brought_back(alice: Visitor) -> None:
    chat = alice.ask("First", "echo").shows("First").ends().ask("More").shows("More").ends()
    other = chat.beside()
    chat.questions.last.hover()
    chat.questions.last.get_by_role("button", name="Delete the question").click()
    for tab in (chat, other):
        expect(tab.questions).to_have_count(1)
        tab.shows("First")
    chat.page.get_by_role("button", name="Undo").click()
    for tab in (chat, other):
        tab.shows("More").ends()
    chat.ask("Still there?").shows("Still there?").ends()


def test_a_new_chat_goes_on_from_an_answer(alice: Visitor) -> None:
    chat = alice.ask("First", "echo").shows("First").ends().ask("More").shows("More").ends()
    before = chat.path
    chat.answers.first.get_by_role("button", name="Go on from here in a new chat").click()
    expect(chat.questions).to_have_count(1)
    assert chat.path != before
    chat.ask("Elsewhere").shows("Elsewhere").ends()
    expect(chat.rows).to_have_count(2)


def test_two_versions_are_compared_side_by_side(alice: Visitor) -> None:
    chat = alice.ask("The first wording", "echo").ends()
    edit(chat, "The second wording").press("Control+Enter")
    chat.shows("The second wording").ends()
    chat.questions.get_by_role("button", name="Compare with another version").click()
    dialog = chat.page.get_by_role("dialog", name="Two versions side by side")
    expect(dialog.locator("del")).to_have_text("first ")
    expect(dialog.locator("ins")).to_have_text("second ")
    dialog.get_by_label("Version on the right").select_option(index=0)
    expect(dialog.get_by_text("Both versions say the same.")).to_be_visible()
    expect(dialog.get_by_label("Version on the right")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
