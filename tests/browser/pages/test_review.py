"""Rita reads the review in a browser: what she saves is whole."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Arrive
from tests.browser.site import Site

# Of days on which nobody else called anything.
PERIOD = "from=2021-03-01&to=2021-03-05"


@pytest.fixture
def models(site: Site) -> Sequence[str]:
    """Each called once in the period."""
    names = [f"{name}-{uuid4().hex[:8]}" for name in ("small", "large")]
    for number, name in enumerate(names):
        site.spent(site.person("Ada"), name, f"{number + 1}.5", datetime(2021, 3, 2 + number, 12, tzinfo=UTC))
    return names


def saved(page: Page, address: str, link: str) -> bytes:
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return download.value.path().read_bytes()


def test_files_of_the_review_are_saved_whole(site: Site, arrive: Arrive, models: Sequence[str]) -> None:
    page = arrive(site).log_in(site.person("Rita", "reviewer")).page("/admin/review/")
    for name in ("breakdown", "calls"):
        address = f"{site.url}/admin/review/{name}/?{PERIOD}"
        plain = saved(page, address, "Download as CSV")
        assert all(model.encode() in plain for model in models), plain
        assert saved(page, address, "CSV for Excel") == b"\xef\xbb\xbf" + plain
