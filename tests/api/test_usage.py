"""`GET /v1/usage`: sums for scripts, each key within its own bounds."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from channels.db import database_sync_to_async

from chatapp.accounts.models import Role, User
from tests.api.promises import complaints
from tests.api.stage import Stage
from tests.usage.rows import used

pytestmark = pytest.mark.anyio

USAGE = "/v1/usage"


async def spent(user: User, cost: str, **columns: Any) -> None:
    await database_sync_to_async(used)(user, cost, **columns)


async def costs(stage: Stage, query: str, **headers: str) -> dict[str, Decimal]:
    """The cost of each value, or of each pair of them."""
    answer = await stage.call("GET", f"{USAGE}?{query}", **headers)
    assert answer.status == 200, answer.value
    assert complaints("UsageList", answer.value) == []
    return {"/".join(item["by"].values()): Decimal(item["cost"]) for item in answer.value["data"]}


@pytest.fixture
async def bob(stage: Stage) -> User:
    return await User.objects.acreate(email="bob@example.com", name="Bob")


async def test_a_person_sums_their_own_calls_and_a_reviewer_everybodys(stage: Stage, bob: User) -> None:
    await spent(stage.user, "1.25", model_name="a", labels={"project": "apollo"})
    await spent(stage.user, "0.0000000001", model_name="b")
    await spent(bob, "4", model_name="a")
    own = {"a": Decimal("1.25"), "b": Decimal("0.0000000001")}
    assert await costs(stage, "by=model") == own
    assert await costs(stage, f"by=model&person={bob.email}") == {}
    assert await costs(stage, "by=label:project&model=a") == {"apollo": Decimal("1.25")}

    await User.objects.filter(pk=bob.pk).aupdate(role=Role.REVIEWER)
    _, reviewers = await stage.new_key(bob)
    everybody = await costs(stage, "by=model&by=person", authorization=f"Bearer {reviewers}")
    assert everybody == {
        f"a/{stage.user.email}": Decimal("1.25"),
        f"a/{bob.email}": Decimal(4),
        f"b/{stage.user.email}": Decimal("0.0000000001"),
    }
    row, limited = await stage.new_key(bob, allowed_models=["a"])
    await spent(bob, "2", api_key_id=row.pk)
    assert await costs(stage, "by=person", authorization=f"Bearer {limited}") == {bob.email: Decimal(2)}


async def test_sums_are_of_the_days_from_one_to_another(stage: Stage) -> None:
    for day in range(1, 6):
        await spent(stage.user, str(day), at=datetime(2026, 3, day, 12, tzinfo=UTC))
    days = {f"2026-03-0{day}": Decimal(day) for day in (2, 3, 4)}
    assert await costs(stage, "from=2026-03-02&to=2026-03-04") == days
    assert await costs(stage, "from=2026-03-03&to=2026-03-03&by=month") == {"2026-03": Decimal(3)}
    assert await costs(stage, "from=2026-03-06&to=2026-03-31") == {}


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_pages_go_on_where_the_one_before_ended(stage: Stage, order: str) -> None:
    for number in range(7):
        await spent(stage.user, "1", model_name=f"m{number % 4}", kind="chat" if number < 4 else "api")
    found: list[tuple[str, ...]] = []
    after = ""
    while True:
        query = f"by=model&by=kind&limit=3&order={order}{after}"
        page = (await stage.call("GET", f"{USAGE}?{query}")).value
        found += [tuple(item["by"].values()) for item in page["data"]]
        after = f"&after={page['last_id']}"
        if not page["has_more"]:
            break
    assert len(found) == 7
    assert found == sorted(set(found), reverse=order == "desc")


@pytest.mark.parametrize(
    ("query", "status", "param"),
    [
        ("period=yesterday", 400, "period"), ("period=2026-13", 400, "period"), ("period=", 400, "period"),
        ("from=2026-03-01", 400, "to"), ("to=2026-03-01", 400, "from"), ("from=&to=", 400, "from"),
        ("from=2026-03-01&to=yesterday", 400, "to"), ("from=2026-03-02&to=2026-03-01", 400, "from"),
        ("from=1900-01-01&to=2026-03-01", 400, "from"), ("from=2026-03-01&to=2026-03-02&period=7d", 400, "period"),
        ("from=0001-01-01&to=2026-03-02", 400, "from"), ("from=2026-03-01&to=%00", 400, "to"),
        ("by=weather", 400, "by"),
        ("by=day&by=model&by=kind", 400, "by"), ("after=nowhere", 404, "after"), ("colour=red", 400, "colour"),
        ("by=day&by=model&after=WyJhIl0", 404, "after"), ("limit=0", 400, "limit"),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused_with_its_place(
    stage: Stage, query: str, status: int, param: str
) -> None:
    answer = await stage.call("GET", f"{USAGE}?{query}")
    assert (answer.status, answer.value["error"]["param"]) == (status, param)


async def test_without_a_key_there_is_nothing(stage: Stage) -> None:
    assert (await stage.call("GET", USAGE, authorization="")).status == 401
