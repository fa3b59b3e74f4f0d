"""The switch that stores a chat's completions for the API."""

from typing import Any

import httpx
from playwright.sync_api import Locator, Route, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.conftest import Arrive
from tests.browser.site import Site
from tests.timeouts import TIMEOUT


def test_what_is_answered_while_it_is_on_is_listed_for_the_owners_keys(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    alice, key = arrive(site).log_in(email), site.api_key(email)
    chat = alice.ask("Not this", "echo").ends()
    other = alice.chat(chat.path)
    switch(chat).click()
    expect(chat.page.get_by_text("your scripts can list and read them.")).to_be_visible()
    shows(other, True)
    chat.ask("Keep this").shows("Keep this").ends()
    chat.reload()
    shows(chat, True)
    switch(chat).click()
    shows(other, False)
    chat.ask("Nor this").shows("Nor this").ends()

    [stored] = listed(site, key)
    assert stored["choices"][0]["message"]["content"] == "Keep this"
    messages = [said["content"] for said in listed(site, key, f"/{stored['id']}/messages")]
    assert messages[-1] == "Keep this"
    assert "Nor this" not in messages


def test_a_new_chat_can_ask_for_it_before_its_first_question(site: Site, arrive: Arrive) -> None:
    email = site.person("Alice")
    alice, key = arrive(site).log_in(email), site.api_key(email)
    model = site.model("tale")
    chat = alice.chat()
    switch(chat).press("Space")
    chat.ask("Tell me", model).runs()
    shows(chat, True)
    chat.release(2).ends()
    chat.reload()
    shows(chat, True)
    assert len(listed(site, key)) == 1
    shows(alice.chat(), False)


def test_the_keyboard_stays_where_it_went_while_the_settings_come(alice: Visitor) -> None:
    chat = alice.chat()
    asked: list[Route] = []
    chat.page.route("**/parameters/", lambda route: asked.append(route))
    with chat.page.expect_request("**/parameters/"):
        opened = switch(chat)
    opened.focus()
    asked[0].continue_()
    expect(chat.page.locator("parameter-field").first).to_be_attached()
    expect(opened).to_be_focused()


def test_a_question_that_waits_keeps_the_wish_over_a_reload(alice: Visitor) -> None:
    model = alice.site.model("echo")
    chat = alice.chat()
    switch(chat).click()
    chat.page.evaluate("document.querySelector('chat-app').socket.close()")
    chat.ask("Later", model)
    expect(switch(chat)).to_be_disabled()
    chat.reload().shows("Later").ends()
    shows(chat, True)
    expect(switch(chat)).to_be_enabled()


def test_a_switch_that_fails_goes_back(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    alice.watch.allow("ERR_INTERNET_DISCONNECTED")
    alice.context.set_offline(True)
    switch(chat).click()
    expect(chat.page.get_by_text("This could not be changed.")).to_be_visible()
    shows(chat, False)


def switch(chat: Chat) -> Locator:
    """In the chat's settings, which are opened for it."""
    if not chat.page.locator("dialog.settings-panel").is_visible():
        chat.page.get_by_role("button", name="Settings", exact=True).click()
    return chat.page.get_by_role("switch", name="Store its answers for scripts")


def shows(chat: Chat, on: bool) -> None:
    expect(switch(chat)).to_be_checked(checked=on)
    expect(chat.page.get_by_role("group", name="Set for this chat").get_by_text("Stored")).to_be_visible(
        visible=on
    )


def listed(site: Site, key: str, path: str = "") -> list[dict[str, Any]]:
    address = f"{site.url}/v1/chat/completions{path}"
    response = httpx.get(address, headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["data"]
    return found
