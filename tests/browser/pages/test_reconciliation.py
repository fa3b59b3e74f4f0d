"""Rita, who reviews, puts a provider's own count beside the ledger."""

from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.site import Site

# Of a day on which nobody called anything.
DAY = "2020-02-03"


def test_an_export_with_columns_of_its_own_is_compared_and_saved(
    site: Site, arrive: Arrive, tmp_path: Path
) -> None:
    model = f"<img src=x onerror=alert(1)> {uuid4().hex}"
    export = tmp_path / "export.csv"
    export.write_text(f'Tag,Modell,Anfragen,gelesen,geschrieben\n{DAY},{model},3,"1,200",30\n')
    rita = arrive(site).log_in(site.person("Rita", "reviewer"))
    page = rita.page("/admin/review/reconciliation/")
    expect(page.get_by_text("will appear here beside the ledger")).to_be_visible()
    page.get_by_label("The provider's export").set_input_files(export)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_text("Name the column for the day and tokens in and tokens out.")).to_be_visible()

    page.get_by_label("The provider's export").set_input_files(export)
    page.get_by_text("Columns of another provider's CSV").click()
    own = {
        "Day": "Tag",
        "Model": "Modell",
        "Calls": "Anfragen",
        "Tokens in": "gelesen",
        "Tokens out": "geschrieben",
    }
    for name, column in own.items():
        page.get_by_label(name, exact=True).fill(column)
    page.get_by_role("button", name="Compare", exact=True).click()
    row = page.get_by_role("row").filter(has_text=model)
    expect(row).to_contain_text("Not in the ledger: calls that did not go through this server")
    expect(row.get_by_role("cell").nth(2)).to_have_text("1,200")
    expect(page.get_by_label("Modell", exact=True).or_(page.get_by_label("Model", exact=True))).to_have_value(
        "Modell"
    )

    page.get_by_label("The provider's export").set_input_files(export)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Compare as CSV").click()
    assert model in saved.value.path().read_text()

    row.get_by_role("link", name="3 February 2020").click()
    expect(page.get_by_text("No call is like this.")).to_be_visible()
