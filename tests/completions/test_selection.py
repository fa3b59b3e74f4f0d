"""Pages of many stored completions: whatever is asked for, they are those that counting finds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from psycopg import AsyncConnection

from chatapp.completions.stored import operations
from chatapp.completions.stored.selection import RARE, KeyScope
from chatapp.wiring import Services
from tests.engine import Person

pytestmark = pytest.mark.anyio

# Of each common label there are more than RARE rows, and of two of them together, too.
COUNT = RARE * 6

Number = Callable[[int], bool]
ASKED: list[tuple[dict[str, Any], Number]] = [
    ({}, lambda n: True),
    ({"model": "large"}, lambda n: n % 5 != 0),
    ({"model": "small"}, lambda n: n % 5 == 0),
    ({"model": "none"}, lambda n: False),
    ({"metadata": {"third": "1"}}, lambda n: n % 3 == 1),
    ({"metadata": {"rare": "7"}}, lambda n: n // 50 == 7),
    ({"metadata": {"half": "0", "third": "1"}}, lambda n: n % 2 == 0 and n % 3 == 1),
    ({"metadata": {"half": "0"}, "model": "large"}, lambda n: n % 2 == 0 and n % 5 != 0),
    ({"metadata": {"half": "1", "third": "2"}, "model": "large"}, lambda n: n % 6 == 5 and n % 5 != 0),
    ({"metadata": {"half": "0", "rare": "7"}}, lambda n: n % 2 == 0 and n // 50 == 7),
    ({"metadata": {"half": "0", "rare": "7"}, "model": "small"}, lambda n: n % 10 == 0 and n // 50 == 7),
    ({"metadata": {"half": "0", "double": "1"}}, lambda n: False),
    ({"metadata": {"half": "0", "none": "x"}}, lambda n: False),
]


@pytest.fixture
def many(alice_online: Person, charlie_online: Person) -> int:
    """Alice's, with the number in their id; every hundredth is deleted. Charlie has as many between them."""
    with connection.cursor() as cursor:
        for statement in _FILL:
            cursor.execute(
                statement, {"n": COUNT, "alice": alice_online.user.pk, "charlie": charlie_online.user.pk}
            )
    return alice_online.user.pk


async def test_every_page_has_what_counting_finds(engine: Services, many: int) -> None:
    kept = [n for n in range(COUNT) if n % 100]
    async with engine.pool.connection() as connection:
        for asked, matches in ASKED:
            expected = [n for n in kept if matches(n)]
            for order in ("asc", "desc"):
                for after in (None, 10, COUNT // 2, COUNT - 10):
                    page = await _page(connection, many, after, order, asked)
                    assert page == _slice(expected, after, order), (asked, order, after)


async def test_a_key_that_is_limited_to_models_sees_theirs_only(engine: Services, many: int) -> None:
    small = [n for n in range(COUNT) if n % 100 and n % 5 == 0]
    scopes = {("small",): small, ("small", "none"): small, ("none",): [], ("large", "small"): None}
    async with engine.pool.connection() as connection:
        for models, seen in scopes.items():
            expected = [n for n in range(COUNT) if n % 100] if seen is None else seen
            for asked in ({}, {"metadata": {"half": "0"}}):
                there = [n for n in expected if not asked or n % 2 == 0]
                page = await _page(connection, many, COUNT // 2, "desc", asked, frozenset(models))
                assert page == _slice(there, COUNT // 2, "desc"), (models, asked)


async def _page(
    connection: AsyncConnection,
    user_id: int,
    after: int | None,
    order: str,
    asked: dict[str, Any],
    models: frozenset[str] = frozenset(),
) -> tuple[list[int], bool]:
    place = None if after is None else f"chatcmpl-{after:032x}"
    page = await operations.page(connection, KeyScope(user_id, models), after=place, order=order, **asked)
    return [int(item["id"].removeprefix("chatcmpl-"), 16) for item in page.items], page.has_more


def _slice(expected: list[int], after: int | None, order: str) -> tuple[list[int], bool]:
    rest = expected if order == "asc" else expected[::-1]
    if after is not None:
        rest = [n for n in rest if (n > after if order == "asc" else n < after)]
    return rest[:20], len(rest) > 20


_ID = "lpad(to_hex({n}), 32, '0')::uuid"
_FILL = (
    f"""
    INSERT INTO completions_completion (
        id, kind, user_id, call, attempt, asked_model, provider_name, model_name, parameters, metadata, store,
        status, upstream_id, request_id, served_model, service_tier, system_fingerprint, finish_reasons, queued_at
    )
    SELECT {_ID.format(n="n + mine.first")}, 'api', mine.id, NULL, 1, '', 'p', 'm', '{{}}', '{{}}', true, 'done', '',
        '', '', '', '', '{{stop}}', now()
    FROM generate_series(0, %(n)s - 1) n, (VALUES (%(alice)s, 0), (%(charlie)s, 1000000)) AS mine (id, first)
    """,
    """
    INSERT INTO completions_storedcompletion (completion_id, user_id, request, response, deleted_at)
    SELECT c.id, c.user_id, '{"messages":[]}'::json,
        json_build_object('id', 'chatcmpl-' || replace(c.id::text, '-', ''), 'choices', '[]'::json),
        CASE WHEN n %% 100 = 0 THEN now() END
    FROM completions_completion c, LATERAL (SELECT ('x' || right(c.id::text, 8))::bit(32)::int %% 1000000 AS n) number
    ORDER BY n, c.user_id
    """,
    """
    INSERT INTO completions_storedlabel (stored_id, user_id, name, value)
    SELECT s.id, s.user_id, label.name, label.value
    FROM completions_storedcompletion s,
    LATERAL (SELECT ('x' || right(s.completion_id::text, 8))::bit(32)::int %% 1000000 AS n) number,
    LATERAL (VALUES
        ('metadata.half', (n %% 2)::text), ('metadata.double', (n %% 2)::text), ('metadata.third', (n %% 3)::text),
        ('metadata.rare', (n / 50)::text), ('model', CASE WHEN n %% 5 = 0 THEN 'small' ELSE 'large' END)
    ) AS label (name, value)
    """,
    "ANALYZE completions_storedcompletion",
    "ANALYZE completions_storedlabel",
)
