"""The review's pages: who comes in, what they say, and where each number leads."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from chatapp.accounts.models import ApiKey, User
from chatapp.usage.models import CostLabel
from tests.usage.rows import used

pytestmark = pytest.mark.django_db

PAGES = [
    "",
    "breakdown/",
    "calls/",
    "failures/",
    "speed/",
    "feedback/",
    "prices/",
    "breakdown.csv",
    "calls.csv",
]


def shown(client: Client, page: str, **query: str) -> str:
    response = client.get(f"/admin/review/{page}", query)
    assert response.status_code == 200, response.headers
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_member_finds_nothing_and_a_stranger_logs_in(
    member_page: Client, client: Client, page: str
) -> None:
    assert member_page.get(f"/admin/review/{page}").status_code == 404
    assert client.get(f"/admin/review/{page}").status_code == 302


@pytest.mark.parametrize("page", PAGES[:7])
def test_an_empty_review_says_what_will_be_there(review_page: Client, page: str) -> None:
    assert re.search(
        "No model was called|No call is like this|No call failed in this period|and was timed|Nobody gave a thumb",
        shown(review_page, page),
    )


def test_the_overview_says_what_changed_and_why(review_page: Client, alice: User, bob: User) -> None:
    before = timezone.now() - timedelta(days=40)
    used(alice, "1", before)
    used(alice, "9", model_name="gpt-x")
    used(bob, "3")
    page = shown(review_page, "")
    assert "$12.00" in page
    assert "+1,100%, before: $1.00" in page
    assert "+$11.00 against" in page
    reasons = re.findall(r"<li>\s*<a[^>]*>([^<]+)</a>:\s*<span>([^<]+)</span>,\s*([^<]+?)\s*</li>", page)
    assert reasons == [
        ("gpt-x by alice@example.com", "+$9.00", "82% of the change"),
        ("gpt-5-mini by bob@example.com", "+$3.00", "27% of the change"),
    ]


def test_a_cause_that_others_outweighed_has_no_share(review_page: Client, alice: User, bob: User) -> None:
    before = timezone.now() - timedelta(days=40)
    used(alice, "1", before)
    used(bob, "10", before)
    used(alice, "10")
    used(bob, "1.5")
    page = shown(review_page, "")
    assert "+$0.50 against" in page
    assert "+$9.00" in page
    assert "of the change" not in page
    figures = {each.title: each for each in review_page.get("/admin/review/").context["figures"]}
    assert "/speed/" in figures["First token, median"].address


def test_the_overview_counts_what_is_stored_unpriced_and_estimated(review_page: Client, alice: User) -> None:
    used(alice, store=True)
    used(alice, None, store=False)
    used(alice, estimated=True)
    used(alice)
    figures = {each.title: each for each in review_page.get("/admin/review/").context["figures"]}
    assert figures["Stored"].value == 0.25
    assert (figures["Unpriced calls"].value, figures["Estimated calls"].value) == (1, 1)
    for title in ("Stored", "Unpriced calls", "Estimated calls"):
        assert review_page.get(figures[title].address).context["total"].calls == 1


def test_the_overview_says_what_needs_doing(review_page: Client, alice: User) -> None:
    used(alice, None, model_name="new model")
    for _ in range(6):
        used(alice, status="failed")
    used(alice, estimated=True)
    ApiKey.objects.create(user=alice, name="old", digest="d", created_at=timezone.now() - timedelta(days=91))
    page = shown(review_page, "")
    assert "1 call of new model without a price" in page
    assert "Somewhere: 6 of 8 calls failed (75%)." in page
    assert "1 of 8 calls reported no usage" in page
    assert "1 API key was not used for 90 days." in page


def test_what_a_reviewer_may_not_do_is_not_asked_of_one(
    review_page: Client, admin_page: Client, alice: User
) -> None:
    used(alice, None, model_name="new model")
    ApiKey.objects.create(user=alice, name="old", digest="d", created_at=timezone.now() - timedelta(days=91))
    for client, expected in ((review_page, False), (admin_page, True)):
        page = client.get("/admin/review/")
        assert ("Set its price" in page.text) is expected
        assert ("An admin prices it." in page.text) is not expected
        for finding in page.context["findings"]:
            assert client.get(finding.address).status_code == 200


def test_every_address_of_a_page_leads_to_the_calls_that_it_counts(review_page: Client, alice: User) -> None:
    CostLabel.objects.create(name="project")
    for number in range(6):
        project = {"project": f"p {number % 2}&"}
        used(alice, "0.25", labels=project, model_name=f"m{number % 3}", estimated=number == 1)
    page = shown(review_page, "breakdown/", by="label:project", split="model")
    cells = re.findall(r'<a href="(/admin/review/calls/[^"]+)">\s*([^<]+?)\s*</a>', page)
    assert len(cells) == 2 + 6
    for address, text in cells:
        query = parse_qs(urlsplit(unescape(address)).query, keep_blank_values=True)
        calls = review_page.get("/admin/review/calls/", query)
        assert text in ("p 0&amp;", "p 1&amp;") or f"${calls.context['total'].cost:.2f}" == text


def test_of_free_calls_nothing_is_missing_and_nothing_is_new(review_page: Client, alice: User) -> None:
    used(alice, "0")
    page = shown(review_page, "")
    assert "All calls of this period were free." in page
    assert "the same, before: $0.00" in page
    used(alice, None)
    assert "set the prices of the models" in shown(review_page, "")


def test_a_bar_leads_to_the_calls_of_its_day(review_page: Client, alice: User) -> None:
    used(alice, "1", timezone.now() - timedelta(days=3))
    used(alice, "2")
    bars = review_page.get("/admin/review/").context["chart"].bars
    assert len(bars) == 2
    for bar in bars:
        assert review_page.get(bar.part.address).context["total"].cost == bar.part.value


def test_a_label_that_is_kept_no_more_still_narrows(review_page: Client, alice: User) -> None:
    used(alice, "1", labels={"project": "true"})
    used(alice, "2", labels={"project": "false"})
    table = review_page.get("/admin/review/breakdown/", {"by": "label:project"}).context["table"]
    assert [row.name for row in table.rows] == ["false", "true"]
    for row in table.rows:
        assert review_page.get(row.address).context["total"].cost == row.totals.cost


def test_a_breakdown_sums_to_its_last_row(review_page: Client, alice: User, bob: User) -> None:
    used(alice, "0.30")
    used(bob, "0.12")
    used(bob, None)
    table = review_page.get("/admin/review/breakdown/", {"by": "person"}).context["table"]
    assert [(row.name, row.totals.cost) for row in table.rows] == [
        ("alice@example.com", Decimal("0.30")),
        ("bob@example.com", Decimal("0.12")),
    ]
    assert sum(row.totals.cost for row in table.rows) == table.whole.cost
    assert "$0.12" in shown(review_page, "breakdown/", by="person")
    assert "and 1 unpriced" in shown(review_page, "breakdown/", by="person")
    assert re.search(
        r">\$0\.12</a> <small>2 calls, 1 unpriced<",
        shown(review_page, "breakdown/", by="kind", split="person"),
    )


def test_of_a_year_the_last_days_are_shown_and_all_on_demand(review_page: Client, alice: User) -> None:
    for days in range(120):
        used(alice, "1", timezone.now() - timedelta(days=days))
    asked = {"by": "day", "period": "365d"}
    page = shown(review_page, "breakdown/", **asked)
    first = f"{timezone.localdate() - timedelta(days=119)}</a>\n"
    assert page.count('<th scope="row"><a') == 100
    assert first not in page
    assert "$120.00" in page
    assert "all\n        120." in page
    everything = shown(review_page, "breakdown/", **asked, rows="all")
    assert everything.count('<th scope="row"><a') == 120
    assert first in everything
    assert "Show each day" not in everything


@pytest.mark.parametrize(
    "query", [{"period": "x"}, {"by": "x"}, {"split": "label:"}, {"from": "x"}, {"before": "x_1"}]
)
def test_an_address_that_makes_no_sense_says_so_and_shows_the_page(
    review_page: Client, query: dict[str, str]
) -> None:
    page = "calls/" if "before" in query else "breakdown/"
    response = review_page.get(f"/admin/review/{page}", query, follow=True)
    assert response.status_code == 200
    assert "This is the page without it." in response.content.decode()


def test_the_list_of_calls_goes_on_where_it_ended(review_page: Client, alice: User) -> None:
    at = timezone.now()
    rows = [used(alice, at=at - timedelta(seconds=number // 2)) for number in range(120)]
    found: list[int] = []
    query: dict[str, str] = {}
    for _ in range(3):
        page = review_page.get("/admin/review/calls/", query).context["page"]
        found += [call.pk for call in page.rows]
        query = {"before": page.next}
    assert sorted(found) == sorted(row.pk for row in rows)
    assert query == {"before": ""}


def test_a_script_in_a_name_is_text(review_page: Client, alice: User) -> None:
    CostLabel.objects.create(name="<b>team")
    used(alice, model_name="<script>alert(1)</script>", labels={"<b>team": "<i>x"}, provider_name="<u>p")
    for page in PAGES[:7]:
        text = shown(review_page, page, by="label:<b>team", split="model")
        assert "<script>alert" not in text
        assert "<i>x" not in text
        assert "<b>team" not in text


def test_a_page_takes_as_many_queries_for_many_calls_as_for_few(
    review_page: Client, alice: User, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        used(alice, model_name=f"m{number}", api_key_id=number)
    for page, query in (("", {}), ("breakdown/", {"by": "key", "split": "model"}), ("calls/", {})):
        with django_assert_max_num_queries(22):  # type: ignore[operator]
            shown(review_page, page, **query)
