"""Rows of server processes that ended long ago go, unless something says that it was theirs."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.completions import gone_runners
from chatapp.completions.models import Completion
from chatapp.conversations.models import Runner
from chatapp.usage.models import Kind
from tests.web.rows import conversation, exchange

LEFT = datetime.fromtimestamp(0, timezone.get_current_timezone())
pytestmark = pytest.mark.django_db


def _runner(started: float, silent: float | None = None, **columns: Any) -> Runner:
    """Started and silent for so many days; it left in order where it is not said for how long."""
    now = timezone.now()
    heartbeat = LEFT if silent is None else now - timedelta(days=silent)
    return Runner.objects.create(
        host="elsewhere", pid=1, started_at=now - timedelta(days=started), heartbeat_at=heartbeat, **columns
    )


def test_those_silent_for_a_week_go_and_the_others_stay() -> None:
    _runner(started=30, silent=8)
    _runner(started=8)
    stay = {_runner(started=30, silent=0), _runner(started=30, silent=6), _runner(started=6)}
    assert gone_runners.remove() == 2
    assert set(Runner.objects.all()) == stay


def test_one_that_left_in_the_way_of_the_first_version_goes_too() -> None:
    runner = _runner(started=30)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations_runner SET heartbeat_at = '-infinity' WHERE id = %s", [runner.pk]
        )
    assert gone_runners.remove() == 1


def test_one_that_a_turn_or_a_completion_names_stays(alice: User) -> None:
    answer = exchange(conversation(alice), "How are you?", "Well.")
    answer.turn.runner = _runner(started=30)
    answer.turn.save()
    Completion.objects.create(kind=Kind.TITLE, user=alice, runner=_runner(started=30))
    assert gone_runners.remove() == 0


def test_many_go_in_several_rounds() -> None:
    for _ in range(gone_runners.BATCH + 1):
        _runner(started=30)
    assert gone_runners.remove() == gone_runners.BATCH
    assert gone_runners.remove() == 1
