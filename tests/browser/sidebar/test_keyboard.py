"""The page without a mouse, and without a screen."""

from playwright.sync_api import Page, expect

from tests.browser.chat import Chat, Visitor

# What the focus is on, and whether one can see that.
FOCUSED = """() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const around = element.closest("form, .models-search") ?? element;
    const ring = [style, getComputedStyle(around)].some((of) => of.outlineStyle !== "none" || of.boxShadow !== "none");
    const box = element.getBoundingClientRect();
    return {what: element.outerHTML.slice(0, 120), seen: ring, there: box.width > 0 && box.height > 0};
}"""
NAMELESS = """root => [...root.querySelectorAll("a[href], button, input, textarea, select, [tabindex='0']")]
    .filter((element) => element.checkVisibility({visibilityProperty: true}))
    .filter((element) => !element.matches("pre, .table-frame, .math-display"))
    .filter((element) => !(element.ariaLabel || element.labels?.length || element.title || element.innerText?.trim()
        || element.querySelector("img[alt]:not([alt=''])")))
    .map((element) => element.outerHTML.slice(0, 200))"""
DOUBLE_IDS = """() => {
    const ids = [...document.querySelectorAll("[id]")].map(({id}) => id);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
}"""
# The first that the page hears of a turn is its end.
WHOLE = """content => {
    const app = document.querySelector("chat-app");
    app.session.leaf = "new-question";
    const [question, answer] = [{role: "user", content: "And now?"}, {role: "assistant", content}];
    app.socket.dispatchEvent(new CustomEvent("frame", {detail: {
        type: "snapshot", seq: 9,
        turn: {id: "ffffffff", conversation: app.session.conversation, parent: "new-question", status: "done"},
        messages: [
            {id: "new-question", parent: app.thread.leaf, role: "user", body: question},
            {id: "new-answer", parent: "new-question", role: "assistant", body: answer},
        ],
    }}));
}"""
MOST = 40


def test_the_first_stop_is_a_link_to_the_message_box(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    from_the_top(chat.page)
    chat.page.keyboard.press("Tab")
    link = chat.page.get_by_role("link", name="Skip to the message box")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    chat.page.keyboard.press("Enter")
    expect(chat.box).to_be_focused()


def test_everything_is_reached_by_tab_and_shows_the_focus(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "lorem").ends()
    from_the_top(chat.page)
    wanted = {"New chat", "Rename", "Delete", "Copy the answer", "Answer again", "Copy", "Message", "Model: "}
    for _ in range(MOST):
        chat.page.keyboard.press("Tab")
        stop = chat.page.evaluate(FOCUSED)
        assert stop["seen"], stop["what"]
        assert stop["there"], stop["what"]
        name = spoken(chat.page)
        wanted = {other for other in wanted if not name.startswith(other.strip())}
        if not wanted:
            return
    raise AssertionError(f"not reached: {wanted}")


def test_an_answer_is_stopped_retried_and_a_chat_renamed_by_keyboard(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "tale").runs()
    tab_to(chat, "Stop the answer")
    chat.page.keyboard.press("Enter")
    chat.ends("stopped")
    tab_to(chat, "Rename", backwards=True)
    chat.page.keyboard.press("Enter")
    chat.page.keyboard.type("By hand")
    chat.page.keyboard.press("Enter")
    expect(chat.rows.first).to_contain_text("By hand")
    expect(chat.rows.first.get_by_role("link")).to_be_focused()
    tab_to(chat, "Continue")


def test_the_menu_of_the_person_opens_and_closes_by_keyboard(alice: Visitor) -> None:
    chat = alice.chat()
    menu = chat.page.locator(".user-menu summary")
    menu.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("link", name="Account")).to_be_visible()
    chat.page.keyboard.press("Tab")
    expect(chat.page.get_by_role("link", name="Account")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.page.get_by_role("link", name="Account")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_streamed_answer_is_announced_sentence_by_sentence(alice: Visitor) -> None:
    chat = alice.ask("Speak", "sentences")
    announcer = chat.page.locator("live-announcer")
    expect(announcer).to_have_attribute("aria-live", "polite")
    expect(announcer).to_have_text("This is heard.")
    chat.release()
    expect(announcer).to_have_text("And this too.")
    expect(chat.answer).to_have_attribute("aria-busy", "false")


def test_an_answer_that_is_whole_when_it_comes_is_announced_too(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends().reload().ends()
    announcer = chat.page.locator("live-announcer")
    expect(announcer).to_be_empty()
    chat.page.evaluate(WHOLE, "All at once. And to the end")
    expect(chat.answers).to_have_count(2)
    expect(announcer).to_have_text("All at once. And to the end")


def test_everything_has_a_name_and_no_id_comes_twice(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "lorem").ends()
    chat.ask("And again").ends()
    pages = [chat.page, *(alice.page(path) for path in ("/account/", "/documents/"))]
    for page in pages:
        assert page.locator("body").evaluate(NAMELESS) == []
        assert page.evaluate(DOUBLE_IDS) == []
        expect(page.locator("main")).to_have_count(1)
        expect(page.locator("h1:not(.markdown *)")).to_have_count(1)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.locator("img:not([alt])").count() == 0


def from_the_top(page: Page) -> None:
    page.evaluate(
        "document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')"
    )


def tab_to(chat: Chat, name: str, *, backwards: bool = False) -> None:
    for _ in range(MOST):
        chat.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if spoken(chat.page) == name:
            return
    raise AssertionError(f"{name} is not reached")


def spoken(page: Page) -> str:
    """The name of what the focus is on."""
    return str(
        page.evaluate(
            "(({ariaLabel, labels, innerText}) => ariaLabel ?? labels?.[0]?.innerText ?? innerText ?? '')"
            "(document.activeElement)"
        )
    ).strip()
