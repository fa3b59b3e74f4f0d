"""No page has a fault that axe-core finds: contrast, names, landmarks, languages and the like."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, expect

from tests.browser.chat import Visitor
from tests.browser.conftest import Arrive
from tests.browser.every_page import admin_with_everything, stranger
from tests.browser.site import Site

AXE = (Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js").read_text()
# Each broken rule with the places that break it.
FAULTS = """async (rules) => (await axe.run(rules.length ? {runOnly: rules} : {})).violations.map((rule) =>
    `${rule.id}: ${rule.nodes.slice(0, 5).map((node) => node.html.slice(0, 160)).join(" | ")}`)"""


def test_no_page_of_a_person_has_a_fault(site: Site, arrive: Arrive) -> None:
    check(*admin_with_everything(site, arrive, reduced_motion="reduce"))


def test_no_page_of_a_stranger_has_a_fault(site: Site, arrive: Arrive) -> None:
    check(*stranger(site, arrive, reduced_motion="reduce"))


def check(visitor: Visitor, paths: list[str]) -> None:
    # Each page is left at once, maybe before its socket is there.
    visitor.watch.allow("WebSocket is closed before the connection is established")
    page = visitor.page(paths[0])
    found = [f"{path}: {fault}" for path in paths for fault in _faults_of(page, visitor.site.url + path)]
    assert not found, "\n".join(found)


def _faults_of(page: Page, address: str) -> list[str]:
    """In the light colours of all rules, in the dark ones of those of contrast."""
    schemes: dict[Literal["light", "dark"], list[str]] = {"light": [], "dark": ["color-contrast"]}
    page.goto(address)
    expect(page.get_by_role("main")).to_be_visible()
    found = []
    for scheme, rules in schemes.items():
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}, {fault}" for fault in faults_of(page, rules)]
    return found


def faults_of(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """Of the page as it is now; of all rules, or of these."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(FAULTS, list(rules))
    return found
