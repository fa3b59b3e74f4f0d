"""Every page that a person can come to, with something on it."""

from openai import OpenAI
from playwright.sync_api import expect

from tests.browser.chat import Visitor
from tests.browser.conftest import Arrive
from tests.browser.pages.test_admin_area import LISTS
from tests.browser.provider import TALE
from tests.browser.site import Site

LONG_TITLE = "The minutes of the meeting about the merger with all of its appendices"
REVIEW = (
    "", "breakdown/?by=person&split=model", "failures/", "speed/", "feedback/", "prices/", "reconciliation/", "calls/",
)  # fmt: skip
ADDED = ("providers/provider", "providers/model", "assistants/assistant")
RICH = f"""# A heading

A [link](/documents/), `code` and **weight**, an ![image](https://example.com/a.png), and a formula $a^2$.

| a | b |
|---|---|
| 1 | 2 |

```python
# A comment.
print("text", 42)
```

> {TALE}
"""


def admin_with_everything(site: Site, arrive: Arrive, **options: object) -> tuple[Visitor, list[str]]:
    """Ada, who may see all pages and has chats, a key and calls; and the paths of the pages."""
    email = site.person("Ada", "admin")
    ada = arrive(site, **options).log_in(email)
    ada.watch.allow("404 (Not Found)")
    site.conversation(email, LONG_TITLE, ["A question", RICH, "And then?", "Nothing."])
    chat = ada.ask(RICH, "echo").ends()
    conversation = chat.path
    chat.page.close()
    model = site.model("echo")
    with OpenAI(base_url=f"{site.url}/v1", api_key=site.api_key(email), max_retries=0) as client:
        call = client.chat.completions.create(
            model=model, store=True, metadata={"team": "blue"}, messages=[{"role": "user", "content": RICH}]
        )
    own = [
        "/account/",
        "/account/password/",
        "/account/script/",
        "/account/usage/",
        "/account/chats/",
        "/account/logout/",
        "/people/",
        "/documents/",
        "/search/documents/?q=api+key",
        "/documents/product/",
        "/collections/",
        "/assistants/",
        "/assistants/new/",
        "/prompts/",
        "/prompts/new/",
    ]
    own += ["/activity/", f"/activity/{call.id}/", "/", conversation, "/nowhere/"]
    return ada, [*own, *_linked(ada), *_admin(ada)]


def stranger(site: Site, arrive: Arrive, **options: object) -> tuple[Visitor, list[str]]:
    """Somebody who is not logged in, and the pages for them."""
    visitor = arrive(site, **options)
    visitor.watch.allow("404 (Not Found)")
    return visitor, ["/account/login/", "/account/password/reset/", "/setup/gone/", "/invitation/gone/"]


def _linked(ada: Visitor) -> list[str]:
    """Pages that are reached by a row of a list: a document, a person, the chat with the long title."""
    found = []
    for path, link in (
        ("/documents/product/", "main li a"),
        ("/people/", "main a[href^='/people/']"),
        ("/", f".conversation-link:has-text('{LONG_TITLE}')"),
    ):
        page = ada.page(path)
        row = page.locator(link).first
        expect(row).to_be_attached()
        found.append(str(row.get_attribute("href")).partition("#")[0])
        page.close()
    return found


def _admin(ada: Visitor) -> list[str]:
    """The admin's first page, its lists, the first row of each, and the forms for new rows."""
    page, found = ada.page("/admin/"), ["/admin/"]
    for name in LISTS:
        page.goto(f"{ada.site.url}/admin/{name}/")
        found.append(f"/admin/{name}/")
        row = page.locator("#result_list tbody th a").first
        if row.count():
            found.append(str(row.get_attribute("href")).partition("?")[0])
    page.close()
    review = (f"/admin/review/{name}" for name in REVIEW)
    return [*found, *review, *(f"/admin/{name}/add/" for name in ADDED)]
