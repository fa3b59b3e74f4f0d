"""What a person does and sees on the chat page."""

from typing import Self

from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from tests.browser.site import Site
from tests.browser.stage import PATIENCE_MS
from tests.browser.watch import Watch
from tests.cast import PASSWORD

# The Markdown that the page holds of an answer, before anything is drawn of it.
SOURCE = "answer => answer.text"
# Of what is found, if anything is: no further than needed, which would move what holds the scroller too.
COME_TO = "found => found.map((one) => one.scrollIntoView({behavior: 'instant', block: 'nearest'})).length"
# Playwright's own `wait_for_function` evaluates text within the page, which our CSP refuses.
UNTIL = """([condition, wanted, patience]) => new Promise((done, fail) => {
    const holds = {
        open: () => document.querySelector("chat-app").socket?.ready,
        text: () => [...document.querySelectorAll("chat-thread chat-answer")].at(-1)?.text === wanted,
    }[condition];
    const end = performance.now() + patience;
    const look = () => {
        if (holds()) done();
        else if (performance.now() > end) fail(new Error(`never ${condition} ${wanted ?? ""}`));
        else requestAnimationFrame(look);
    };
    look();
})"""


class Visitor:
    """One browser, with or without somebody logged in, under watch until the end of the test."""

    def __init__(self, site: Site, context: BrowserContext, *, touches: bool = False) -> None:
        """With a touch keyboard Enter breaks the line."""
        self.site, self.context, self.touches = site, context, touches
        self.watch = Watch(context, site.url)

    def log_in(self, email: str) -> Self:
        """As the form does it, without drawing the page."""
        address = f"{self.site.url}/account/login/"
        self.context.request.get(address)
        token = next(c["value"] for c in self.context.cookies() if c["name"] == "csrftoken")
        form: dict[str, str | float | bool] = {
            "csrfmiddlewaretoken": token,
            "login": email,
            "password": PASSWORD,
        }
        answered = self.context.request.post(address, form=form, headers={"Referer": address})
        assert answered.url == f"{self.site.url}/", answered.text()
        return self

    def page(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(f"{self.site.url}{path}")
        return page

    def collection(self, name: str, file: str, content: bytes, title: str) -> Page:
        """The page of a new collection, when this file is a document of it."""
        page = self.page("/collections/")
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Make the collection").click()
        page.locator("document-intakes:defined input[name=files]").set_input_files(
            FilePayload(name=file, mimeType="", buffer=content)
        )
        expect(page.locator("#list").get_by_role("link", name=title)).to_be_visible()
        return page

    def chat(self, path: str = "/") -> "Chat":
        """The chat page, with its line open."""
        return Chat(self, self.page(path)).ready()

    def ask(self, text: str, script: str) -> "Chat":
        """A question in a new chat, to a model of its own that plays this script."""
        model = self.site.model(script)
        return self.chat().ask(text, model)


class Chat:
    """One tab with the chat page."""

    def __init__(self, visitor: Visitor, page: Page) -> None:
        self.visitor, self.page = visitor, page
        self.model = ""
        self.box = page.get_by_label("Message", exact=True)
        self.answers = page.locator("chat-thread chat-answer")
        self.questions = page.locator("chat-thread chat-question")
        self.stop = page.get_by_role("button", name="Stop the answer")
        self.rows = page.locator("li.conversation:visible")
        self.banner = page.locator("connection-banner")
        self.scroller = page.locator(".scroller")

    def beside(self, path: str = "") -> "Chat":
        """Another tab of this browser, with this chat or with what is at `path`. This one is in front again.

        A tab behind another one gets one frame a second, and each click in it waits for two.
        """
        other = self.visitor.chat(path or self.path)
        self.page.bring_to_front()
        return other

    @property
    def answer(self) -> Locator:
        return self.answers.last

    @property
    def source(self) -> str:
        """The text of the last answer as the page holds it."""
        return str(self.answer.evaluate(SOURCE))

    @property
    def path(self) -> str:
        return "/" + self.page.url.split("/", 3)[3]

    @property
    def conversation(self) -> str:
        """The id in the address, once there is one."""
        self.page.wait_for_url("**/c/*/")
        return self.page.url.rstrip("/").rpartition("/")[2]

    def ready(self) -> Self:
        expect(self.page.locator("chat-app:defined")).to_be_attached()
        return self._until("open")

    def reload(self) -> Self:
        self.page.reload()
        return self.ready()

    def choose(self, model: str) -> None:
        self.page.locator(".models-button").click()
        search = self.page.get_by_label("Search models")
        if search.is_visible():
            search.fill(model)
        self.page.get_by_role("option", name=model, exact=True).click()
        self.model = model

    def ask(self, text: str, model: str | None = None) -> Self:
        if model:
            self.choose(model)
        self.box.fill(text)
        if self.visitor.touches:
            self.page.get_by_role("button", name="Send").tap()
        else:
            self.box.press("Enter")
        return self

    def release(self, gates: int = 1) -> Self:
        """Lets the chosen model go on through so many gates."""
        for _ in range(gates):
            self.visitor.site.provider.release(self.model)
        return self

    def button(self, name: str) -> Locator:
        """A button of the last answer."""
        return self.answer.get_by_role("button", name=name, exact=True)

    def retry(self, model: str | None = None) -> Self:
        """Another answer, of the model that is given or of the one that wrote the last."""
        self.button("Answer again").click()
        if model:
            self.answer.get_by_role("option", name=model, exact=True).click()
        else:
            self.page.keyboard.press("Enter")
        return self

    def climb(self, goal: Locator) -> None:
        """Reads upwards until this is seen."""
        # Found and come to in one step: what came above what is read may be far from it, and be taken away again.
        while not goal.evaluate_all(COME_TO):
            shown = self.questions.first.get_attribute("data-message") or ""
            self.scroller.evaluate("scroller => scroller.scrollTo({top: 0, behavior: 'instant'})")
            expect(self.questions.first).not_to_have_attribute("data-message", shown)

    def ends(self, status: str = "done") -> Self:
        expect(self.answer).to_have_attribute("data-status", status)
        expect(self.stop).to_be_hidden()
        return self

    def runs(self) -> Self:
        """The answer is being written, and some of it is there."""
        expect(self.stop).to_be_visible()
        expect(self.answer).to_have_attribute("data-status", "running")
        expect(self.answer.locator("[data-slot=text]").last).to_contain_text(" ")
        return self

    def shows(self, text: str) -> Self:
        """Waits until this is the last answer, to the character."""
        return self._until("text", text)

    def _until(self, condition: str, wanted: str | None = None) -> Self:
        self.page.evaluate(UNTIL, [condition, wanted, PATIENCE_MS])
        return self
