"""Files in the chat, from the choice of them to the chat that shows them."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.chat import Chat, Visitor
from tests.extraction import samples
from tests.samples.attached import LEASE, LONG

HOSTILE = "<img src=x onerror=alert(1)>.txt"
DROP = """([names, size]) => {
    const carried = new DataTransfer();
    for (const name of names) carried.items.add(new File([new Uint8Array(size)], name));
    for (const type of ["dragenter", "dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""
PASTE = """(box, text) => {
    const carried = new DataTransfer();
    carried.setData("text/plain", text);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


def _image(width: int = 640, height: int = 400) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#1d6b58").save(file, "PNG")
    return file.getvalue()


def _attach(page: Page, media_type: str = "", **files: bytes) -> None:
    chosen: list[FilePayload] = [
        {"name": name, "mimeType": media_type, "buffer": content} for name, content in files.items()
    ]
    page.locator("file-tray input").set_input_files(chosen)


def _chip(chat: Chat, name: str) -> Locator:
    return chat.page.locator(".file-chip").filter(has_text=name)


def test_a_long_file_is_searched_and_its_citation_opens_it_at_its_place(alice: Visitor) -> None:
    model = alice.site.model("tool-files")
    alice.site.can_call(model)
    chat = alice.chat()
    chat.choose(model)
    _attach(chat.page, **{"kiosk.md": LONG.encode(), "short.md": b"# Ferry"})
    expect(_chip(chat, "kiosk.md")).to_contain_text("searched")
    expect(_chip(chat, "short.md")).to_contain_text("sent whole")
    alice.site.until_searched("kiosk.md")
    chat.ask("When does the lease of the kiosk end?").ends()
    citation = chat.answer.locator(".citation").first
    with chat.page.expect_popup() as opened:
        citation.click()
    expect(opened.value.locator("document-reader")).to_contain_text(LEASE)
    expect(opened.value.locator("[data-cited]").first).to_be_visible()


def test_files_are_shown_before_they_are_sent_and_in_the_chat(alice: Visitor) -> None:
    blind, seeing = alice.site.model("echo"), alice.site.model("echo")
    alice.site.can_see(seeing)
    chat = alice.chat()
    chat.choose(blind)
    _attach(
        chat.page, **{"photo.png": _image(), "plan.pdf": samples.pdf("Half the budget"), HOSTILE: b"harmless"}
    )
    expect(_chip(chat, "photo.png")).to_contain_text("not seen by this model")
    expect(_chip(chat, "plan.pdf")).to_contain_text("sent whole")
    expect(_chip(chat, HOSTILE)).to_contain_text("sent whole")
    expect(chat.page.locator(".file-warning")).to_contain_text("takes no images")
    chat.page.locator(".file-warning").get_by_role("button", name=seeing).click()
    expect(_chip(chat, "photo.png")).to_contain_text("as an image")
    expect(chat.page.locator(".file-warning")).to_be_hidden()

    chat.ask("What is in it?").ends()
    expect(chat.page.locator(".file-chip")).to_have_count(0)
    chat.reload()
    question = chat.questions.first
    expect(question.locator("file-card")).to_have_count(3)
    expect(question).to_contain_text(HOSTILE)
    shown = question.locator("img[alt='photo.png']")
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") == 640
    question.get_by_title("Open large").click()
    viewer = chat.page.locator("dialog.file-viewer")
    expect(viewer.get_by_role("img", name="photo.png")).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()

    question.get_by_role("button", name="Edit the question").click()
    question.locator("question-edit textarea").fill("And now?")
    question.get_by_role("button", name="Send", exact=True).click()
    expect(chat.questions.first.locator(".bubble")).to_have_text("And now?")
    expect(chat.questions.first.locator("file-card")).to_have_count(3)
    chat.ends()


def test_what_is_refused_says_why_and_what_is_pasted_can_be_undone(alice: Visitor) -> None:
    chat = alice.ask("Before", "echo").ends()
    chat.page.evaluate(DROP, [[f"{number}.txt" for number in range(300)], 10])
    expect(chat.page.locator(".file-chip")).to_have_count(20)
    expect(chat.page.locator(".toast")).to_contain_text("280 of them were left out")
    expect(chat.page.locator(".file-chip[data-state=done], .file-chip[data-state=failed]")).to_have_count(20)
    for _ in range(20):
        chat.page.locator(".file-chip [data-action=file-remove]").first.click()
    expect(chat.page.locator(".file-chip")).to_have_count(0)

    chat.page.evaluate(DROP, [["large.bin"], 100 << 20])
    expect(_chip(chat, "large.bin")).to_contain_text("Larger than 25 MB")
    _attach(chat.page, **{"photo.png": samples.archive(x=b"1")})
    expect(_chip(chat, "photo.png")).to_contain_text("“photo.png” is a zip archive.")
    for name in ("large.bin", "photo.png"):
        _chip(chat, name).get_by_role("button", name="Remove").click()

    pasted = "All work and no play. " * 500
    chat.box.evaluate(PASTE, pasted)
    expect(_chip(chat, "Pasted text.txt")).to_contain_text("sent whole")
    expect(chat.box).to_have_value("")
    _chip(chat, "Pasted text.txt").locator("[data-slot=open]").click()
    expect(chat.page.locator("dialog.file-viewer pre")).to_contain_text("All work and no play.")
    chat.page.keyboard.press("Escape")
    _chip(chat, "Pasted text.txt").get_by_role("button", name="Undo").click()
    expect(chat.box).to_have_value(pasted)
    expect(chat.page.locator(".file-chip")).to_have_count(0)


def test_a_large_image_is_made_smaller_on_wish(alice: Visitor) -> None:
    chat = alice.chat()
    _attach(chat.page, "image/png", **{"large.png": _image(3200, 1600), "small.png": _image()})
    expect(_chip(chat, "small.png")).to_have_attribute("data-state", "done")
    expect(_chip(chat, "small.png").get_by_role("button", name="Make smaller")).to_be_hidden()
    _chip(chat, "large.png").get_by_role("button", name="Make smaller").click()
    shrunk = _chip(chat, "large.webp")
    expect(shrunk).to_have_attribute("data-state", "done")
    expect(shrunk.get_by_role("button", name="Make smaller")).to_be_hidden()
    expect(shrunk.locator("img")).to_have_js_property("naturalWidth", 1568)
    expect(chat.page.locator(".file-chip")).to_have_count(2)
