"""Rows: providers, their models, and the prices, aliases and fallbacks of those."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, count
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from chatapp.providers.known.parameters import refused

# The address of the model that is a part of this server; no other provider can have it.
BUILT_IN_URL = "builtin:"

_NOT_NEGATIVE = MinValueValidator(0)
_SECONDS = MinValueValidator(0.1)


class Provider(models.Model):
    """An upstream that speaks the Chat Completions API."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True, editable=False)
    base_url = models.CharField("base URL", max_length=500)
    sealed_key = models.BinaryField(null=True, editable=False)
    sealed_headers = models.BinaryField(null=True, editable=False)
    enabled = models.BooleanField(default=True)
    from_environment = models.BooleanField(default=False, editable=False)
    forward_store_chat = models.BooleanField("forward “store” of chats", default=False)
    forward_store_api = models.BooleanField("forward “store” of API calls", default=False)
    accepts_other_values = models.BooleanField(
        "accepts other values",
        default=False,
        db_default=False,
        help_text="Pass on types and names of tools, tool choices and response formats that the API does not name.",
    )
    connect_timeout = models.FloatField(
        default=10.0, validators=[_SECONDS], help_text="Seconds to reach the provider."
    )
    idle_timeout = models.FloatField(
        default=120.0, validators=[_SECONDS], help_text="Seconds of silence in the middle of an answer."
    )
    total_timeout = models.FloatField(
        default=1800.0, validators=[_SECONDS], help_text="Seconds for one whole answer."
    )
    discovered_at = models.DateTimeField(null=True, editable=False)
    discovery_error = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_environment"],
                condition=Q(from_environment=True),
                name="provider_one_from_environment",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or _free_slug(self.name)
        super().save(*args, **kwargs)

    @property
    def built_in(self) -> bool:
        return self.base_url == BUILT_IN_URL


def _free_slug(name: str) -> str:
    """The slug of the name, with a number where another provider has it."""
    # Dots and colons divide: 127.0.0.1:8000 is no 1270018000.
    base = slugify(re.sub(r"[^\w]+", "-", name))[:40].strip("-") or "provider"
    taken = set(Provider.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(slug for slug in candidates if slug not in taken)


class Model(models.Model):
    """A model name at a provider."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="models")
    name = models.CharField(max_length=200)
    display_name = models.CharField(max_length=200, blank=True)
    chat = models.BooleanField("shown in the picker", default=True)
    tools = models.BooleanField("can call tools", default=False)
    vision = models.BooleanField("can see images", default=False)
    reasoning = models.BooleanField("thinks before it answers", default=False)
    files = models.BooleanField("reads PDF files itself", default=False, db_default=False)
    audio = models.BooleanField("hears recordings", default=False, db_default=False)
    context_window = models.PositiveIntegerField(null=True, blank=True, help_text="Tokens.")
    is_default = models.BooleanField("default for new chats", default=False)
    added_by_hand = models.BooleanField(default=False, editable=False)
    missing_since = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["provider_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="model_name_unique"),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="model_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new default takes the mark from the old one."""
        with transaction.atomic():
            if self.is_default:
                Model.objects.filter(is_default=True).exclude(pk=self.pk).update(is_default=False)
            super().save(*args, **kwargs)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """That there is a default already is no error: saving moves the mark."""
        super().validate_constraints({*(exclude or ()), "is_default"})

    @property
    def refused_parameters(self) -> frozenset[str]:
        """Which parameters of a chat are not sent to it."""
        built_in = self.provider.built_in
        return refused(self.name, tools=self.tools, reasoning=self.reasoning, built_in=built_in)


class Price(models.Model):
    """US dollars per million tokens of a model, from a moment on. Null: not priced apart.

    `tiers`: other prices for calls that are served otherwise, or have long prompts (`tiers.py`).
    """

    model = models.ForeignKey(Model, on_delete=models.CASCADE, related_name="prices")
    valid_from = models.DateTimeField(default=timezone.now)
    input = models.DecimalField(max_digits=12, decimal_places=6, validators=[_NOT_NEGATIVE])
    cached_input = models.DecimalField(
        max_digits=12, decimal_places=6, validators=[_NOT_NEGATIVE], null=True, blank=True
    )
    audio_input = models.DecimalField(
        max_digits=12, decimal_places=6, validators=[_NOT_NEGATIVE], null=True, blank=True
    )
    output = models.DecimalField(max_digits=12, decimal_places=6, validators=[_NOT_NEGATIVE])
    reasoning_output = models.DecimalField(
        max_digits=12, decimal_places=6, validators=[_NOT_NEGATIVE], null=True, blank=True
    )
    audio_output = models.DecimalField(
        max_digits=12, decimal_places=6, validators=[_NOT_NEGATIVE], null=True, blank=True
    )

    per_call = models.DecimalField(
        "per call",
        max_digits=12,
        decimal_places=6,
        validators=[_NOT_NEGATIVE],
        null=True,
        blank=True,
        help_text="US dollars for each call, beside its tokens.",
    )
    tiers = models.JSONField(
        default=list, db_default=models.Value([], output_field=models.JSONField()), blank=True
    )
    # The list that it comes from; empty: an admin entered it.
    source = models.CharField(max_length=100, blank=True, db_default="", editable=False)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [models.UniqueConstraint(fields=["model", "valid_from"], name="price_moment_unique")]

    def __str__(self) -> str:
        return f"{self.model}: {self.input} in, {self.output} out"


class Alias(models.Model):
    """Another name by which the API's callers may ask for a model. It wins over a model of the same name."""

    name = models.CharField(max_length=200, unique=True)
    model = models.ForeignKey(Model, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name_plural = "aliases"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Fallback(models.Model):
    """Which model answers where `model` cannot: the lowest `position` is asked first."""

    model = models.ForeignKey(Model, on_delete=models.CASCADE, related_name="fallbacks")
    position = models.PositiveSmallIntegerField(default=1)
    to = models.ForeignKey(Model, on_delete=models.CASCADE, related_name="falls_back_here")

    class Meta:
        ordering = ["model_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["model", "to"], name="fallback_once"),
            models.CheckConstraint(condition=~Q(model=models.F("to")), name="fallback_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.model} → {self.to}"
