"""A collection from its form to a document that was uploaded into it."""

from playwright.sync_api import FilePayload, expect

from tests.browser.chat import Visitor
from tests.browser.test_accessibility import AXE, FAULTS

FILLER = "\n\n".join(f"{number}. A word on something else, said at some length." for number in range(200))
PAPER = f"# The merger\n\n{FILLER}\n\n## When\n\nThe **two houses** *merge* in spring.\n\n{FILLER}".encode()
LARGE = 26 * 1024 * 1024
# The script of the uploads has not come until `window.bringScript()`.
LATE_SCRIPT = """
const define = customElements.define.bind(customElements);
customElements.define = (name, ...rest) => {
    const act = () => define(name, ...rest);
    if (name === "document-intakes") window.bringScript = act;
    else act();
};
"""


def test_a_document_is_uploaded_read_and_found(alice: Visitor) -> None:
    page = alice.page("/collections/")
    page.get_by_label("Name").fill("Minutes")
    page.get_by_role("button", name="Make the collection").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes")
    page.add_init_script(LATE_SCRIPT)
    page.reload()
    files = page.locator("document-intakes input[name=files]")
    files.set_input_files(
        [
            FilePayload(name="merger.md", mimeType="", buffer=PAPER),
            FilePayload(name="empty.txt", mimeType="", buffer=b""),
        ]
    )
    page.evaluate("window.bringScript()")
    document = page.locator("#list").get_by_role("link", name="merger")
    expect(document).to_be_visible()
    failed = page.locator(".intakes-rows .row", has_text="empty.txt")
    expect(failed).to_contain_text("There is no text in it.")
    page.evaluate(AXE)
    assert page.evaluate(FAULTS, []) == []
    failed.get_by_role("button", name="Dismiss").click()
    expect(failed).to_have_count(0)
    page.locator("#list").get_by_role("link", name="merger").click()
    expect(page.locator("main")).to_contain_text("merge in spring")

    chat = alice.ask("two houses merge in spring", "quoting").ends()
    with alice.context.expect_page() as opened:
        chat.answer.locator("a.citation").first.click()
    cited = opened.value
    marks = cited.locator("mark.quoted")
    expect(marks.first).to_be_in_viewport()
    expect(cited.locator("[data-cited]").first).to_contain_text("The two houses merge")
    assert "".join(marks.all_text_contents()) == "two houses merge in spring"
