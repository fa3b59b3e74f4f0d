"""The settings panel of a chat and the chips of what is set."""

from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat, Visitor


def test_what_is_set_shows_as_chips_in_each_tab_and_is_taken_away_again(alice: Visitor) -> None:
    model = alice.site.model("echo")
    chat = alice.chat()
    chat.choose(model)
    chat.page.get_by_role("button", name="Settings", exact=True).click()
    field(chat, "Temperature").fill("9")
    field(chat, "Temperature").press("Tab")
    expect(chat.page.get_by_text("Write a number from 0 to 2.")).to_be_visible()
    expect(chips(chat)).to_have_count(0)
    field(chat, "Temperature").fill("0.3")
    field(chat, "Top logprobs").fill("2")
    field(chat, "Top logprobs").press("Tab")
    chat.page.get_by_label("Response format").select_option("json_schema")
    chat.page.get_by_label("Begin with an example").select_option("A list of tasks")
    expect(chips(chat)).to_have_count(4)
    expect(chips(chat).first).to_have_text("Temperature 0.3")

    chat.ask("One").shows("One").ends()
    chat.reload()
    other = alice.chat(chat.path)
    expect(chips(chat)).to_have_count(4)
    chat.page.get_by_role("button", name="Response format JSON: tasks").click()
    expect(chat.page.get_by_label("Response format", exact=True)).to_be_focused()
    chat.page.get_by_role("button", name="Take away: Response format").press("Enter")
    expect(chips(other)).to_have_count(3)
    chat.page.get_by_role("button", name="Back to the defaults").click()
    expect(chips(other)).to_have_count(0)
    expect(field(chat, "Temperature")).to_have_value("")
    chat.page.keyboard.press("Escape")
    expect(chat.page.get_by_role("button", name="Settings", exact=True)).to_be_focused()


def test_what_is_set_for_a_new_chat_outlives_the_page_until_it_is_asked(alice: Visitor) -> None:
    old = alice.ask("Hello", "echo").ends()
    chat = alice.chat()
    page = chat.page
    page.get_by_role("button", name="Settings", exact=True).click()
    field(chat, "Temperature").fill("0.3")
    field(chat, "Temperature").press("Tab")
    page.get_by_text("Store its answers for scripts").click()
    expect(chips(chat)).to_have_count(2)
    chat.reload()
    expect(chips(chat)).to_have_text(["Temperature 0.3", "Stored for scripts"])
    # Another chat has its own, and the new one these again.
    page.locator(f"a[href='{old.path}']").first.click()
    expect(chips(chat)).to_have_count(0)
    page.go_back()
    expect(chips(chat)).to_have_count(2)
    chat.ask("One", old.model).ends()
    chat.reload()
    expect(chips(chat)).to_have_count(2)
    expect(chips(alice.chat())).to_have_count(0)


def test_pairs_and_tools_are_typed_by_keyboard_alone(alice: Visitor) -> None:
    model = alice.site.model("echo")
    alice.site.can_call(model)
    chat = alice.chat()
    chat.choose(model)
    page = chat.page
    page.get_by_role("button", name="Settings", exact=True).click()
    page.locator("[data-name=metadata] [data-slot=name]").focus()
    for text in ("team", "billing"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(chips(chat)).to_have_text("Metadata team: billing")
    page.get_by_role("button", name="Add a tool").press("Enter")
    page.keyboard.type("look_up")
    page.keyboard.press("Tab")
    page.keyboard.type("Finds an order")
    page.keyboard.press("Tab")
    expect(chips(chat)).to_have_count(2)
    expect(page.get_by_label("When to call it, and what for")).to_have_value("Finds an order")
    choice = page.get_by_label("Tool choice", exact=True)
    for text in ("none", "look_up"):
        choice.fill(text)
        choice.press("Tab")
        expect(chips(chat).last).to_have_text(f"Tool choice {text}")


def field(chat: Chat, name: str) -> Locator:
    return chat.page.get_by_role("spinbutton", name=name, exact=True)


def chips(chat: Chat) -> Locator:
    return chat.page.locator(".parameter-chip")
