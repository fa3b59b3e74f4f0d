"""Rita reads the review in a browser: what she saves and prints is whole."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrive
from tests.browser.site import Site

MEDIA_BOX = rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]"
# Of days on which nobody else called anything.
PERIOD = "from=2021-03-01&to=2021-03-05"

# Of A4 within the margins of a printer, in CSS pixels.
UPRIGHT, ON_ITS_SIDE = 718, 1047
PRINTED = {
    "?": UPRIGHT,
    "failures/?": UPRIGHT,
    "speed/?": UPRIGHT,
    "breakdown/?by=person&split=model&": ON_ITS_SIDE,
    "calls/?": UPRIGHT,
}
# Nothing can be scrolled to on paper.
CUT = """() => [...document.querySelectorAll("main, .review-wide, .review-chart, .review-panel")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 || each.scrollWidth > each.clientWidth + 1)
    .map((each) => `${each.tagName} ${each.className} ${each.scrollWidth} in ${each.clientWidth} of ${innerWidth}`)"""


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


@pytest.mark.parametrize("name", PRINTED)
def test_a_page_of_the_review_is_printed_whole_and_without_what_is_pressed(
    site: Site, arrive: Arrive, models: Sequence[str], name: str
) -> None:
    rita = arrive(site, color_scheme="dark").log_in(site.person("Rita", "reviewer"))
    page = rita.page(f"/admin/review/{name}{PERIOD}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PRINTED[name], "height": 1000})
    for hidden in (".review-tabs", ".review-bar", ".review-views"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".review-scope")).to_contain_text("1 March 2021 to 5 March 2021, days of UTC")
    assert page.evaluate(CUT) == []


def test_a_printed_breakdown_lies_on_its_side(site: Site, arrive: Arrive, models: Sequence[str]) -> None:
    page = arrive(site).log_in(site.person("Rita", "reviewer")).page(f"/admin/review/breakdown/?{PERIOD}")
    for model in models:
        expect(page.get_by_role("rowheader", name=model)).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    [(width, height)] = {tuple(map(float, found)) for found in re.findall(MEDIA_BOX, paper)}
    assert width > height


def test_a_long_reason_leaves_the_cost_of_a_call_in_view_on_a_telephone(
    site: Site, arrive: Arrive, models: Sequence[str]
) -> None:
    """By an admin, through the page: a word as long as a reason may be."""
    page = (
        arrive(site)
        .log_in(site.person("Ada", "admin"))
        .page(f"/admin/review/calls/?{PERIOD}&model={models[0]}")
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="$1.50").click()
    for reason in (
        "x" * 300,
        "Sent twice, and refunded by the provider: " + "see the letter of March, " * 10,
    ):
        page.get_by_label("Add US dollars").fill("-0.25")
        page.get_by_label("Reason").fill(reason.strip())
        page.get_by_role("button", name="Correct").click()
        expect(page.get_by_role("cell", name=reason.strip())).to_be_visible()
    costs = page.locator("tbody tr td:nth-child(3), tfoot tr td:nth-child(3)")
    expect(costs).to_have_text(["$1.50", "−$0.25", "−$0.25", "$1.00"])
    for cost in costs.all():
        place = cost.bounding_box()
        assert place is not None
        assert place["x"] + place["width"] <= 390
