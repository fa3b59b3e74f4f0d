"""The week by mail, for those who review and asked for it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job
from pytest_django import Settings

from chatapp.accounts.models import Role, User
from chatapp.jobs.chores import minutely
from chatapp.review.digest.message import SIGNER
from chatapp.review.digest.sending import Undelivered, defer_due, deliver, newest_monday, send
from chatapp.review.models import Digest
from tests.usage.rows import used

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)
CHANGE = "/admin/review/digest/"


@pytest.fixture(autouse=True)
def mailing(settings: Settings) -> None:
    settings.EMAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PUBLIC_URL = ""


def subscribed(owner: User) -> Digest:
    return Digest.objects.create(
        owner=owner, origin="https://chat.example.com", sent_for=MONDAY - timedelta(days=7)
    )


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """Of November 2026, by the server's time zone."""
    return timezone.make_aware(datetime(2026, 11, day, hour, minute))


def jobs() -> list[Any]:
    return list(ProcrastinateJob.objects.filter(task_name="review.digest").values_list("args", flat=True))


def test_nobody_gets_it_who_did_not_ask(rita: User) -> None:
    assert defer_due(moment(2, 8)) == 0
    assert defer_due in minutely


def test_it_is_asked_for_once_a_week_from_monday_morning_on(rita: User) -> None:
    digest = subscribed(rita)
    assert defer_due(moment(2, 6, 59)) == 0
    assert defer_due(moment(2, 7)) == 1
    assert defer_due(moment(2, 7)) == defer_due(moment(8, 23)) == defer_due(moment(9, 6, 59)) == 0
    assert jobs() == [{"digest_id": digest.pk, "monday": "2026-11-02"}]
    assert defer_due(moment(11, 15)) == 1


def test_the_morning_is_that_of_the_servers_zone(settings: Settings) -> None:
    settings.TIME_ZONE = "America/New_York"
    with timezone.override("America/New_York"):
        assert newest_monday(datetime(2026, 11, 2, 11, 59, tzinfo=UTC)) == date(2026, 10, 26)
        assert newest_monday(datetime(2026, 11, 2, 12, 0, tzinfo=UTC)) == MONDAY


def test_a_server_without_mail_asks_for_none(rita: User, settings: Settings) -> None:
    subscribed(rita)
    settings.EMAIL_CONFIGURED = False
    assert defer_due(moment(2, 8)) == 0


def test_it_compares_the_week_with_the_one_before_in_plain_text_and_html(
    rita: User, alice: User, bob: User
) -> None:
    used(alice, "1.00", moment(1, 12) - timedelta(days=7), model_name="<i>m&m")
    used(alice, "3.00", moment(1, 23), model_name="<i>m&m")
    used(bob, None, moment(1, 12))
    used(bob, "50.00", moment(2, 0))
    digest = subscribed(rita)
    deliver(digest.pk, MONDAY)

    (sent,) = mail.outbox
    assert sent.to == [rita.email]
    assert sent.subject.endswith(": $3.00 in the week to 1 November")
    assert "26 October to 1 November 2026" in sent.body
    assert "Cost: $3.00 (+200%, was $1.00)" in sent.body
    assert f"- <i>m&m by {alice.email}: +$2.00, 100% of the change" in sent.body
    assert "1 call of gpt-5-mini without a price" in sent.body
    assert isinstance(sent, mail.EmailMultiAlternatives)
    (html,) = sent.alternatives
    assert html.mimetype == "text/html"
    assert "&lt;i&gt;m&amp;m by" in str(html.content)
    assert "<i>m" not in str(html.content)
    for text in (sent.body, str(html.content)):
        assert "https://chat.example.com/admin/review/?from=2026-10-26" in text
        assert "https://chat.example.com/admin/review/digest/stop/" in text


def test_links_have_the_servers_own_address_where_it_has_one(
    rita: User, alice: User, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://chat.internal"
    used(alice, at=moment(1, 12))
    deliver(subscribed(rita).pk, MONDAY)
    assert "https://chat.internal/admin/review/" in mail.outbox[0].body
    assert "chat.example.com" not in mail.outbox[0].body


def test_two_weeks_without_a_call_are_no_mail(rita: User) -> None:
    deliver(subscribed(rita).pk, MONDAY)
    assert mail.outbox == []


def test_who_reviews_no_longer_or_left_gets_nothing(rita: User, alice: User) -> None:
    used(alice, at=moment(1, 12))
    digest = subscribed(rita)
    User.objects.filter(pk=rita.pk).update(role=Role.MEMBER)
    deliver(digest.pk, MONDAY)
    User.objects.filter(pk=rita.pk).update(role=Role.REVIEWER, is_active=False)
    deliver(digest.pk, MONDAY)
    digest.delete()
    deliver(digest.pk or 0, MONDAY)
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_asked_again(rita: User, alice: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.review.test_digest.Away"
    used(alice, at=moment(1, 12))
    with pytest.raises(Undelivered) as raised:
        deliver(subscribed(rita).pk, MONDAY)
    job = Job(id=1, queue="", lock=None, queueing_lock=None, task_name=send.name, attempts=1)
    assert send.retry_strategy is not None
    decision = send.retry_strategy.get_retry_decision(exception=raised.value, job=job)
    assert decision is not None
    assert decision.retry_at is not None


class Away:
    """A mail server that refuses the connection."""

    def __init__(self, **options: Any) -> None:
        pass

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError


def test_a_reviewer_asks_for_it_and_stops_it_on_the_overview(review_page: Client, rita: User) -> None:
    assert "Mail me the week each Monday" in review_page.get("/admin/review/").text
    asked = review_page.post(CHANGE, follow=True)
    assert f"The first mail comes to {rita.email}" in asked.text
    digest = Digest.objects.get(owner=rita)
    assert digest.origin == "http://testserver"
    assert digest.sent_for == newest_monday(timezone.now())
    assert "each Monday. <button" in asked.text
    review_page.post(CHANGE)
    assert Digest.objects.get(owner=rita) == digest
    assert "no weekly mail any more" in review_page.post(CHANGE, {"stop": "1"}, follow=True).text
    assert not Digest.objects.exists()


def test_a_server_without_mail_offers_none(review_page: Client, settings: Settings) -> None:
    settings.EMAIL_CONFIGURED = False
    assert "Mail me the week" not in review_page.get("/admin/review/").text
    assert "EMAIL_URL" in review_page.post(CHANGE, follow=True).text
    assert not Digest.objects.exists()


def test_the_link_of_the_mail_stops_it_without_logging_in(rita: User, ada: User) -> None:
    mine, other = subscribed(rita), subscribed(ada)
    stop = f"/admin/review/digest/stop/{SIGNER.sign(str(mine.pk))}/"
    client = Client(enforce_csrf_checks=True)
    assert "Stop the weekly mail?" in client.get(stop).text
    assert Digest.objects.count() == 2
    one_click = client.post(stop, {"List-Unsubscribe": "One-Click"})
    assert "No more weekly mail" in one_click.text
    assert list(Digest.objects.all()) == [other]
    assert client.post(stop).status_code == 200
    for wrong in (f"{other.pk}:forged", "x", SIGNER.sign("x")):
        assert client.post(f"/admin/review/digest/stop/{wrong}/").status_code == 404
    assert Digest.objects.count() == 1


def test_members_and_strangers_subscribe_to_nothing(member_page: Client, client: Client) -> None:
    assert member_page.post(CHANGE).status_code == 404
    assert client.post(CHANGE).status_code == 302
    assert not Digest.objects.exists()
