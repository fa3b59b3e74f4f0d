"""Questions and answers full of Markdown and HTML that want to run, load or pretend something."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat, Visitor
from tests.browser.hostile import ELSEWHERE, END, TEXTS

FORBIDDEN = (
    "script, style, link, meta, base, iframe, object, embed, form, input, textarea, select, dialog, video, audio,"
    " template, chat-app, [style]:not(.katex *), [srcset], [name]"
)
# Attributes that run something, and addresses that do.
RUNS = """thread => [...thread.querySelectorAll("*")].flatMap(({attributes}) => [...attributes])
    .filter(({name, value}) => name.startsWith("on") || /^\\s*(java|vb)script:|^\\s*data:text/i.test(value))
    .map(({name, value}) => `${name}=${value}`)"""

# What the policy says to an image of another server, and to text that would be markup.
REFUSED = """address => new Promise((done) => {
    const refused = [];
    document.addEventListener("securitypolicyviolation", ({effectiveDirective}) => {
        refused.push(effectiveDirective);
        try { document.body.innerHTML = "<b>x</b>"; } catch (error) { refused.push(error.name); }
        done(refused.slice(0, 2));
    }, { once: true });
    document.body.append(Object.assign(new Image(), { src: address }));
})"""
DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="


@pytest.mark.parametrize("kind", TEXTS)
def test_hostile_text_runs_nothing_and_loads_nothing(alice: Visitor, kind: str) -> None:
    chat = alice.ask(TEXTS[kind] + END, "echo")
    for _ in ("streamed", "loaded"):
        chat.ends()
        expect(chat.answer).to_contain_text("The end of it")
        assert_harmless(chat)
        chat.reload()


def test_a_hostile_title_is_text_wherever_it_stands(alice: Visitor) -> None:
    title = '<img src=x onerror="window.hacked=1"></title><script>window.hacked=1</script>'
    chat = alice.ask("Hello", "echo").ends()
    chat.rows.first.hover()
    chat.rows.first.get_by_role("button", name="Rename").click()
    chat.page.keyboard.type(title)
    chat.page.keyboard.press("Enter")
    for _ in range(2):
        expect(chat.page.locator(".topbar-title")).to_have_text(title)
        expect(chat.rows.first).to_contain_text(title)
        assert chat.page.evaluate("window.hacked") is None
        chat.reload()


def test_a_remote_image_is_a_link_that_opens_in_a_tab_of_its_own(alice: Visitor) -> None:
    chat = alice.ask(f"![A picture]({ELSEWHERE.replace('http', 'https')}/q.png)", "echo").ends()
    link = chat.answer.get_by_role("link", name="Open image from 127.0.0.1:9")
    expect(link).to_contain_text("A picture")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert alice.watch.foreign == []
    alice.watch.allow("net::ERR_")
    with chat.page.expect_popup() as opened:
        link.click()
    opened.value.close()
    assert alice.watch.foreign == ["https://127.0.0.1:9/q.png"]
    alice.watch.foreign.clear()


def test_the_page_itself_can_load_no_remote_image_and_make_no_markup_of_text(alice: Visitor) -> None:
    chat = alice.ask("Hello", "echo").ends()
    alice.watch.allow("Content Security Policy", "requires 'TrustedHTML'")
    assert chat.page.evaluate(REFUSED, f"{ELSEWHERE}/q.png") == ["img-src", "TypeError"]
    # The request was refused by the browser itself.
    alice.watch.foreign.clear()


def test_only_images_that_are_no_documents_come_with_an_answer(alice: Visitor) -> None:
    svg = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>".replace("<", "%3C").replace(
        " ", "%20"
    )
    chat = alice.ask(f"![drawn]({svg}) ![dot]({DOT})", "echo").ends()
    expect(chat.answer.locator("img")).to_have_count(1)
    expect(chat.answer).to_contain_text("drawn")


def test_a_link_opens_outside_and_tells_nobody_where_it_was(alice: Visitor) -> None:
    chat = alice.ask("[a link](https://example.com/x)", "echo").ends()
    link = chat.answer.get_by_role("link", name="a link")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def assert_harmless(chat: Chat) -> None:
    for drawn in (chat.questions.last.locator(".bubble"), chat.answer.locator("[data-slot=parts]")):
        assert drawn.locator(FORBIDDEN).count() == 0
        assert drawn.evaluate(RUNS) == []
    assert chat.page.evaluate("window.hacked") is None
    assert whole(chat.page)


def whole(page: Page) -> bool:
    """No id or name of a message took the place of something of the page's."""
    return bool(
        page.evaluate(
            "document.getElementById('question').localName === 'textarea' && document.body.localName === 'body'"
            " && typeof document.getElementById === 'function' && typeof document.cookie === 'string'"
        )
    )
