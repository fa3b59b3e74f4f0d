"""Rows: the ledger. Plain ids, no foreign keys: it outlives chats, users, providers and models."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from chatapp.usage.called_tools import LONGEST as LONGEST_TOOLS


class Kind(models.TextChoices):
    CHAT = "chat", "Chat"
    TITLE = "title", "Title"
    API = "api", "API"
    EMBEDDING = "embedding", "Embedding"


# An index of these kinds only: of the others a list finds enough wherever it begins.
RARE_KINDS = (Kind.TITLE.value, Kind.EMBEDDING.value)


class Metered(models.Model):
    """Tokens, price, cost of one completion."""

    completion_id = models.UUIDField(null=True)
    status = models.CharField(max_length=16)
    prompt_tokens = models.BigIntegerField(default=0)
    cached_tokens = models.BigIntegerField(default=0)
    audio_prompt_tokens = models.BigIntegerField(default=0)
    completion_tokens = models.BigIntegerField(default=0)
    reasoning_tokens = models.BigIntegerField(default=0)
    audio_completion_tokens = models.BigIntegerField(default=0)
    accepted_prediction_tokens = models.BigIntegerField(default=0)
    rejected_prediction_tokens = models.BigIntegerField(default=0)
    total_tokens = models.BigIntegerField(default=0)
    details = models.JSONField(null=True)
    estimated = models.BooleanField("usage not reported (estimated)", default=False)
    price_input = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    price_cached_input = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    price_audio_input = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    price_output = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    price_reasoning_output = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    price_audio_output = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    cost = models.DecimalField(
        max_digits=20, decimal_places=10, null=True, help_text="US dollars; empty: unpriced."
    )

    class Meta:
        abstract = True


class MeteredOf(Metered):
    """The same, with whose call it was and of what, as it was at the end of the call.

    Null, or empty, in the last ones: of a version that did not keep it.
    """

    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    turn_id = models.UUIDField(null=True)
    user_id = models.BigIntegerField(null=True)
    user_email = models.CharField(max_length=254, blank=True)
    api_key_id = models.BigIntegerField(null=True)
    provider_id = models.BigIntegerField(null=True)
    provider_name = models.CharField(max_length=100)
    model_id = models.BigIntegerField(null=True)
    model_name = models.CharField(max_length=200)
    served_model = models.CharField(max_length=200, blank=True, db_default="")
    store = models.BooleanField(null=True)
    labels = models.JSONField(null=True)
    group_names = ArrayField(models.TextField(), null=True)
    # The slug of the assistant that answered, as it was then; empty: none, or of a version that did not keep it.
    assistant = models.CharField(max_length=100, blank=True, db_default="")
    # Those that the answer called, as `called_tools.joined` has them; empty: none, or of a version that kept none.
    tools = models.CharField(max_length=LONGEST_TOOLS, blank=True, db_default="")
    attempt = models.PositiveSmallIntegerField(null=True)
    call_id = models.UUIDField(null=True)
    first_token_ms = models.BigIntegerField(null=True)
    duration_ms = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.model_name} {self.total_tokens} tokens"


class UsageRecord(MeteredOf):
    """Insert-only by a trigger. A row with `corrects` holds what has to be added to that row: sums are right."""

    conversation_id = models.UUIDField(null=True)
    corrects = models.BigIntegerField(null=True)
    # How it was served, else how it was to be; empty: neither was said, or of a version that did not keep it.
    service_tier = models.CharField(max_length=50, blank=True, db_default="")
    price_per_call = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    # Of a correction that a person made; who that was is in the audit log.
    reason = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["-at"], name="usage_at"),
            models.Index(fields=["user_id", "-at"], name="usage_user_at"),
            models.Index(fields=["corrects"], name="usage_corrections", condition=Q(corrects__isnull=False)),
            models.Index(fields=["user_email", "-at"], name="usage_email_at"),
            models.Index(fields=["provider_name", "-at"], name="usage_provider_at"),
            models.Index(fields=["model_name", "-at"], name="usage_model_at"),
            models.Index(
                fields=["api_key_id", "-at"], name="usage_key_at", condition=Q(api_key_id__isnull=False)
            ),
            models.Index(fields=["status", "-at"], name="usage_status_at", condition=~Q(status="done")),
            models.Index(fields=["kind", "-at"], name="usage_kind_at", condition=Q(kind__in=RARE_KINDS)),
            models.Index(fields=["-at"], name="usage_unpriced_at", condition=Q(cost__isnull=True)),
            models.Index(fields=["-at"], name="usage_estimated_at", condition=Q(estimated=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["completion_id"], condition=Q(corrects__isnull=True), name="usage_once_per_completion"
            )
        ]


class CostLabel(models.Model):
    """A metadata key that the ledger keeps with each call. Other metadata goes with the content of the call."""

    name = models.CharField("metadata key", max_length=64, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MeteredCall(MeteredOf):
    """A view: one row for each call of a model, its corrections added, under the id of the first row."""

    unpriced = models.BooleanField()
    corrected = models.BooleanField()

    class Meta:
        managed = False
        db_table = "usage_call"


class Counts(models.Model):
    """What some calls with the same dimensions add to sums. `calls` and all counts are negative where a correction
    takes away what an earlier row had added under another status."""

    at = models.DateTimeField()
    calls = models.BigIntegerField()
    prompt_tokens = models.BigIntegerField()
    cached_tokens = models.BigIntegerField()
    completion_tokens = models.BigIntegerField()
    reasoning_tokens = models.BigIntegerField()
    total_tokens = models.BigIntegerField()
    cost = models.DecimalField(max_digits=30, decimal_places=10)

    class Meta:
        abstract = True


class CountedParts(models.Model):
    """Of the same calls, those that failed and so on; null is none."""

    failed_calls = models.BigIntegerField()
    unpriced_calls = models.BigIntegerField()
    estimated_calls = models.BigIntegerField()
    estimated_cost = models.DecimalField(max_digits=30, decimal_places=10)
    stored_calls = models.BigIntegerField()

    class Meta:
        abstract = True


class ModelSummand(Counts):
    """With what they were calls of. Whose they were is not known."""

    kind = models.CharField(max_length=16)
    provider_name = models.CharField(max_length=100)
    model_name = models.CharField(max_length=200)
    served_model = models.CharField(max_length=200)
    status = models.CharField(max_length=16)
    store = models.BooleanField(null=True)
    estimated = models.BooleanField()
    unpriced = models.BooleanField()

    class Meta:
        abstract = True


class Summand(ModelSummand):
    """The same, with whose calls they were, and for what."""

    user_id = models.BigIntegerField(null=True)
    user_email = models.CharField(max_length=254)
    api_key_id = models.BigIntegerField(null=True)
    labels = models.JSONField(null=True)
    group_names = ArrayField(models.TextField(), null=True)
    assistant = models.CharField(max_length=100)
    tools = models.CharField(max_length=LONGEST_TOOLS, db_default="")

    class Meta:
        abstract = True


class DailySum(Summand):
    """Rows of the ledger folded into days, `at` the first moment of each. A later fold adds rows, and changes none."""

    class Meta:
        indexes = [models.Index(fields=["at"], name="usage_day_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.model_name} {self.calls} calls"


class MonthlySum(Summand):
    """The days of the months that are over, folded once more, `at` the first moment of each month."""

    class Meta:
        indexes = [models.Index(fields=["at"], name="usage_month_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m} {self.model_name} {self.calls} calls"


class DailyModelSum(ModelSummand):
    """The days folded once more, by model: few rows, however many people and labels there are."""

    class Meta:
        indexes = [models.Index(fields=["at"], name="usage_model_day_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.model_name} {self.calls} calls"


class DailyPersonSum(Counts, CountedParts):
    """The days folded once more, by person: one row for each, whatever they called."""

    user_id = models.BigIntegerField(null=True)
    user_email = models.CharField(max_length=254)

    class Meta:
        indexes = [models.Index(fields=["at"], name="usage_person_day_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.user_email} {self.calls} calls"


class Fold(models.Model):
    """How far the ledger is folded: its one row. `zone`: whose days they are, as `TIME_ZONE` names it.

    `months_until`: the calls before this moment are in the months, too. `models_up_to`, `people_up_to`: how far
    `DailyModelSum` and `DailyPersonSum` are; a server of an older version goes on without them.
    """

    up_to = models.BigIntegerField(default=0)
    zone = models.CharField(max_length=64)
    months_until = models.DateTimeField(null=True)
    models_up_to = models.BigIntegerField(default=0, db_default=0)
    people_up_to = models.BigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"up to {self.up_to}"


class SpeedSummand(models.Model):
    """How many calls of a month were as fast as one bin says (`sums/speed.py`)."""

    at = models.DateTimeField()
    provider_name = models.CharField(max_length=100)
    model_name = models.CharField(max_length=200)
    measure = models.CharField(max_length=8)
    bin = models.PositiveSmallIntegerField()
    calls = models.BigIntegerField()

    class Meta:
        abstract = True


class MonthlySpeed(SpeedSummand):
    """Of an hour of the day. A later fold adds rows, and changes none."""

    hour = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["measure", "at"], name="usage_speed_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m} {self.hour} h {self.model_name} {self.calls} calls"


class MonthlyModelSpeed(SpeedSummand):
    """Of all hours of the day, under the id of the newest row of `MonthlySpeed` that it sums."""

    id = models.BigIntegerField(primary_key=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="usage_model_speed_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m} {self.model_name} {self.calls} calls"


class SpeedFold(models.Model):
    """How far the ledger is folded into `MonthlySpeed`: its one row.

    `up_to`: of the ledger; `last`: of the rows that were made of it, and `models_last` of those that are in
    `MonthlyModelSpeed`, too: a server of an older version goes on without it. `until`: the calls before this moment
    are in them.
    """

    up_to = models.BigIntegerField()
    last = models.BigIntegerField()
    models_last = models.BigIntegerField(default=0, db_default=0)
    zone = models.CharField(max_length=64)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"up to {self.up_to}"


class LedgerSummand(Summand, CountedParts):
    """A view: the ledger as summands, under the ids of its rows."""

    class Meta:
        managed = False
        db_table = "usage_summand"

    def __str__(self) -> str:
        return f"{self.at} {self.model_name}"


class Grain(models.TextChoices):
    """What a summand sums."""

    MODEL_DAY = "modelday"
    PERSON_DAY = "person"
    MONTH = "month"
    DAY = "day"
    CALL = "call"


class FoldedSummand(Summand, CountedParts):
    """A view: the folded months, the folded days, theirs among them, these days once more by model and by person, and
    the rows that are not folded yet."""

    grain = models.CharField(max_length=8, choices=Grain.choices)

    class Meta:
        managed = False
        db_table = "usage_foldedsummand"

    def __str__(self) -> str:
        return f"{self.at} {self.model_name}"


class SettledUsage(Metered):
    """A view: the row of each completion with its corrections added, under the id of the first."""

    class Meta:
        managed = False
        db_table = "usage_settled"

    def __str__(self) -> str:
        return f"{self.status} {self.total_tokens} tokens"
