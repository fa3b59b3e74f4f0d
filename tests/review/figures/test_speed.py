"""The page of speed: medians by model, a heat map by hour whose cells lead to their calls, a distribution."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.review.charts.heat_map import LEVELS, Value, heat_map
from tests.usage.rows import used

pytestmark = pytest.mark.django_db
PAGE = "/admin/review/speed/"


def test_each_cell_leads_to_the_calls_that_it_counts(review_page: Client, alice: User) -> None:
    noon = timezone.localtime().replace(hour=12, minute=5)
    for model, first in (("<b>fast", 200), ("slow", 4_000)):
        for hour in (9, 9, 12):
            at = noon.replace(hour=hour) - timedelta(days=2)
            timing = {"first_token_ms": first * hour, "duration_ms": 60_000, "completion_tokens": 900}
            used(alice, at=at, model_name=model, **timing)
    used(alice, status="failed", first_token_ms=5)
    for of in ("first", "duration", "rate"):
        page = review_page.get(PAGE, {"of": of})
        assert [(row.model, row.calls) for row in page.context["rows"]] == [("<b>fast", 3), ("slow", 3)]
        cells = [cell for line in page.context["map"].lines for cell in line.cells if cell.value]
        assert [cell.calls for cell in cells] == [2, 1, 2, 1]
        for cell in cells:
            assert review_page.get(cell.address).context["total"].calls == cell.calls
        assert sum(bar.calls for bar in page.context["distribution"].bars) == 6
        assert "<b>fast" not in page.text
        assert "&lt;b&gt;fast" in page.text


def test_the_slowest_cell_has_the_strongest_colour_whichever_way_the_scale_runs() -> None:
    rows = {"a": {0: Value(100.0, 1, ""), 23: Value(10_000.0, 1, "")}}
    for low_is_slow, expected in ((False, [0, LEVELS - 1]), (True, [LEVELS - 1, 0])):
        made = heat_map(rows, low_is_slow=low_is_slow)
        assert [cell.level for cell in made.lines[0].cells if cell.value] == expected
        low, high = made.steps[-1]
        assert low <= (100 if low_is_slow else 10_000) <= high * 1.001
    assert heat_map({"a": {0: Value(5.0, 1, "")}}, low_is_slow=True).steps == [(5.0, 5.0)]


def test_answers_that_came_at_once_have_no_rate_and_the_page_says_so(
    review_page: Client, alice: User
) -> None:
    used(alice, first_token_ms=900, duration_ms=910, completion_tokens=500)
    assert "long enough to say how fast" in review_page.get(PAGE, {"of": "rate"}).text
    assert "Half of the calls: within about 866 ms." in review_page.get(PAGE).text
    page = review_page.get(PAGE, {"of": "duration"})
    assert "Half of the calls: within about 866 ms." in page.text
    assert (page.context["rows"][0].duration, page.context["calls"]) == (page.context["median"], 1)
