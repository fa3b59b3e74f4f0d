"""The box that one writes in, and the choice of the model beside it."""

from playwright.sync_api import Route, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.site import Site

# How often each key lays the page out, together with what the browser would do with the next frame.
TYPE = """() => {
    for (let key = 0; key < 20; key++) {
        document.execCommand("insertText", false, "a");
        document.querySelector("chat-composer textarea").getBoundingClientRect();
    }
}"""
# A browser that does not size a text area by its content.
UNSIZED = """
CSS.supports = (name) => name !== "field-sizing";
addEventListener("DOMContentLoaded", () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("textarea { field-sizing: fixed !important }");
    document.adoptedStyleSheets = [sheet];
});
"""
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('chat:'))"


def test_enter_sends_and_shift_enter_breaks_the_line(alice: Visitor) -> None:
    chat = alice.ask("Before", "echo").ends()
    chat.box.press_sequentially("one")
    height = chat.box.evaluate("box => box.clientHeight")
    for word in ("two", "three"):
        chat.box.press("Shift+Enter")
        chat.box.press_sequentially(word)
    expect(chat.box).to_have_value("one\ntwo\nthree")
    assert chat.box.evaluate("box => box.clientHeight") > height
    chat.box.press("Enter")
    expect(chat.box).to_have_value("")
    chat.shows("one\ntwo\nthree").ends()


def test_a_key_lays_the_page_out_once(alice: Visitor) -> None:
    chat = alice.ask("Before", "echo").ends()
    chat.box.press_sequentially("ab")
    devtools = chat.page.context.new_cdp_session(chat.page)
    devtools.send("Performance.enable")

    def layouts() -> float:
        measured = devtools.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in measured if one["name"] == "LayoutCount")

    before = layouts()
    chat.page.evaluate(TYPE)
    assert layouts() - before < 30


def test_the_box_grows_where_the_browser_does_not_size_fields(alice: Visitor) -> None:
    alice.context.add_init_script(UNSIZED)
    chat = alice.chat()
    expect(chat.box).to_be_focused()
    height = chat.box.evaluate("box => box.clientHeight")
    chat.box.fill("one\ntwo\nthree")
    assert chat.box.evaluate("box => box.clientHeight") > height
    chat.box.fill("")
    assert chat.box.evaluate("box => box.clientHeight") == height


def test_nothing_is_sent_that_is_empty(alice: Visitor) -> None:
    chat = alice.chat()
    expect(chat.page.get_by_role("button", name="Send")).to_be_disabled()
    chat.box.fill("  \n ")
    chat.box.press("Enter")
    expect(chat.page.get_by_role("button", name="Send")).to_be_disabled()
    expect(chat.questions).to_have_count(0)


def test_what_is_sent_before_the_scripts_are_there_is_sent_by_them(alice: Visitor) -> None:
    alice.ask("The model of this answer is asked again", "echo").ends()
    held: list[Route] = []
    alice.context.route("**/bundle/chat*.js", lambda route: held.append(route))
    page = alice.context.new_page()
    page.goto(f"{alice.site.url}/", wait_until="commit")
    chat = Chat(alice, page)
    chat.box.press_sequentially("Early")
    chat.box.press("Enter")
    chat.box.press_sequentially(" and more")
    expect(chat.questions).to_have_count(0)
    for route in held:
        route.continue_()
    expect(chat.questions.last).to_contain_text("Early")
    expect(chat.box).to_have_value("and more")
    chat.ends()


def test_a_message_above_the_limit_stays_in_the_box(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    text = "long " * 120_000
    chat.box.fill(text)
    chat.box.press("Enter")
    expect(chat.page.locator(".toast")).to_contain_text("the limit is 512 KiB")
    assert chat.box.input_value() == text
    expect(chat.questions).to_have_count(1)
    chat.ask("Short").shows("Short").ends()


def test_a_message_above_the_limit_that_was_kept_can_be_taken_back(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    chat.page.evaluate("document.querySelector('chat-app').socket.limit = Infinity")
    alice.context.set_offline(True)
    alice.watch.allow("WebSocket connection to", "net::ERR_")
    chat.page.evaluate("document.querySelector('chat-app').socket.connection.close()")
    chat.ask("long " * 120_000)
    expect(chat.questions.last).to_contain_text("Not sent yet")
    alice.context.set_offline(False)
    expect(chat.questions.last).to_contain_text("the limit is 512 KiB")
    chat.questions.last.get_by_role("button", name="Edit").click()
    expect(chat.questions).to_have_count(1)
    chat.ask("Short").shows("Short").ends()


def test_a_draft_outlives_the_page_and_belongs_to_its_chat(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    chat.box.fill("For this chat\nand no other")
    chat.reload()
    expect(chat.box).to_have_value("For this chat\nand no other")
    new = alice.chat()
    expect(new.box).to_have_value("")
    new.box.fill("For a new one")
    new.page.close()
    expect(alice.chat().box).to_have_value("For a new one")
    chat.reload()
    expect(chat.box).to_have_value("For this chat\nand no other")
    chat.box.press("Enter")
    chat.ends().reload()
    expect(chat.box).to_have_value("")


def test_a_draft_goes_with_whoever_logs_out(alice: Visitor) -> None:
    chat = alice.chat()
    chat.box.fill("For nobody else's eyes")
    assert chat.page.evaluate(KEPT) != []
    chat.page.locator(".user-button").click()
    chat.page.get_by_role("button", name="Log out").click()
    chat.page.wait_for_url("**/account/login/**")
    assert chat.page.evaluate(KEPT) == []


def test_a_draft_outlives_a_session_that_ends(alice: Visitor) -> None:
    chat = alice.chat()
    chat.box.fill("Not sent yet")
    alice.context.clear_cookies()
    chat.page.reload()
    chat.page.wait_for_url("**/account/login/**")
    assert chat.page.evaluate(KEPT) != []


def test_one_can_write_on_while_the_answer_comes(alice: Visitor) -> None:
    chat = alice.ask("Tell me", "tale").runs()
    chat.box.fill("The next question")
    chat.release(2).ends()
    expect(chat.box).to_have_value("The next question")
    expect(chat.questions).to_have_count(1)


def test_a_model_is_found_and_chosen_by_keyboard(alice: Visitor, site: Site) -> None:
    models = [site.model("echo") for _ in range(8)]
    chat = alice.chat()
    chat.box.press("Tab")
    for name in ("Attach files", "Record with the microphone"):
        expect(chat.page.get_by_role("button", name=name)).to_be_focused()
        chat.page.keyboard.press("Tab")
    expect(chat.page.locator(".models-button")).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("combobox", name="Search models")).to_be_focused()
    chat.page.keyboard.type(models[3].upper())
    expect(chat.page.get_by_role("option")).to_have_count(1)
    chat.page.keyboard.press("Enter")
    expect(chat.box).to_be_focused()
    expect(chat.page.locator(".models-button")).to_contain_text(models[3])

    for key in ("Tab", "Tab", "Tab", "Enter", "End", "ArrowUp", "Home", "ArrowDown"):
        chat.page.keyboard.press(key)
    active = chat.page.locator("[role=option][data-active]")
    expect(active).to_have_count(1)
    described = chat.page.get_by_role("combobox").get_attribute("aria-activedescendant")
    assert described == active.get_attribute("id")
    chat.page.keyboard.press("Escape")
    expect(chat.page.get_by_role("listbox")).to_be_hidden()
    expect(chat.page.locator(".models-button")).to_be_focused()
    expect(chat.page.locator(".models-button")).to_contain_text(models[3])


def test_after_a_model_is_chosen_by_mouse_one_writes_on(alice: Visitor, site: Site) -> None:
    model = site.model("echo")
    chat = alice.chat()
    chat.choose(model)
    expect(chat.box).to_be_focused()
    chat.page.keyboard.type("Hello")
    expect(chat.box).to_have_value("Hello")


def test_a_chat_keeps_its_model_and_the_next_one_begins_with_it(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    chat.reload()
    expect(chat.page.locator(".models-button")).to_contain_text(chat.model)
    expect(alice.chat().page.locator(".models-button")).to_contain_text(chat.model)


def test_a_model_that_was_chosen_and_not_asked_yet_outlives_the_page(alice: Visitor, site: Site) -> None:
    old = alice.ask("Hello", "echo").ends()
    fresh, other = alice.chat(), site.model("gate")
    button = fresh.reload().page.locator(".composer .models-button")
    fresh.choose(other)
    fresh.reload()
    expect(button).to_contain_text(other)
    # Each chat has its own, and what is asked ends it.
    expect(old.reload().page.locator(".composer .models-button")).to_contain_text(old.model)
    fresh.choose(old.model)
    fresh.ask("Hello").ends()
    assert fresh.page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':models'))") == []


def test_a_model_that_is_new_since_the_page_was_opened_can_be_chosen(alice: Visitor, site: Site) -> None:
    chat = alice.chat()
    chat.ask("Hello", site.model("echo")).ends().shows("Hello")
