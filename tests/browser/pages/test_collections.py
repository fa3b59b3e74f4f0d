"""A collection from its form to a document that was uploaded into it."""

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.chat import Visitor
from tests.browser.pages.test_accessibility import AXE, FAULTS

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


def test_files_and_folders_are_dropped_onto_the_page(alice: Visitor, tmp_path: Path) -> None:
    page = alice.page("/collections/")
    page.get_by_label("Name").fill("Dropped")
    page.get_by_role("button", name="Make the collection").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dropped")
    written = {"notes.md": "# Notes", "trip/plan.md": "# The plan", "trip/costs/hotel.md": "# The hotel"}
    for name, text in written.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{text}\n\nSaid at some length.\n")
    expect(page.locator("document-intakes:defined")).to_be_attached()
    drop(page, tmp_path / "notes.md", tmp_path / "trip")
    for title in ("Notes", "The plan", "The hotel"):
        expect(page.locator("#list").get_by_role("link", name=title)).to_be_visible()
    expect(page.locator("#list")).to_contain_text("trip/costs/hotel.md")
    expect(page.locator("document-intakes")).not_to_have_class("intakes-over")


def drop(page: Page, *paths: Path) -> None:
    """As from the desktop: the browser itself reads the files and the folders."""
    devtools = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "x": 200, "y": 300, "data": data})
