"""The page that is shown without a network."""

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.site import Site

KEPT = """async () => {
    const addresses = [];
    for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) addresses.push(new URL(url).pathname);
    return addresses;
}"""


def test_without_a_network_a_page_says_so_and_nothing_of_a_chat_is_kept(site: Site, arrive: Arrive) -> None:
    alice = arrive(site, service_workers="allow").log_in(site.person("Alice"))
    alice.watch.allow("net::ERR_", "WebSocket connection to")
    chat = alice.ask("Something private", "echo").ends()
    path = chat.path
    chat.page.evaluate("() => navigator.serviceWorker.ready.then(({ active }) => active.state)")
    kept = chat.page.evaluate(KEPT)
    assert "/offline/" in kept
    assert all(address == "/offline/" or address.startswith("/static/") for address in kept)
    chat.page.close()
    page = alice.page(path)
    expect(page.locator("chat-answer")).to_have_attribute("data-status", "done")
    alice.context.set_offline(True)
    page.goto(f"{site.url}{path}")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.locator(".entrance-card")).to_have_css("border-top-style", "solid")
    alice.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("chat-question").last).to_contain_text("Something private")
