"""Calls of the API as the engine leaves them, for the tests of the pages."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from uuid_utils.compat import uuid7

from chatapp.accounts.models import ApiKey, User
from chatapp.completions.models import Completion, StoredCompletion, StoredLabel
from chatapp.completions.stored.labels import labels_of
from chatapp.providers.models import Model, Price, Provider
from chatapp.usage import meter
from chatapp.usage.models import UsageRecord
from chatapp.wire.types.usage import Usage

PRICE = Price(input=Decimal("0.25"), output=Decimal(2))
MESSAGES: list[dict[str, Any]] = [
    {"role": "system", "content": "Answer in one word."},
    {"role": "user", "content": "What is the capital of France?"},
]
ANSWER: dict[str, Any] = {"role": "assistant", "content": "**Paris**", "refusal": None}


def call(
    owner: User,
    model: str = "gpt-5-mini",
    *,
    key: ApiKey | None = None,
    kind: str = "api",
    status: str = "done",
    minutes_ago: float = 0,
    metadata: dict[str, str] | None = None,
    price: Price | None = PRICE,
    estimated: bool = False,
    of: UUID | None = None,
    attempt: int = 1,
    **fields: Any,
) -> Completion:
    """One attempt that ended, with its ledger row. `of`: the call that it is a further attempt of."""
    at = timezone.now() - timedelta(minutes=minutes_ago)
    row = model_row(model)
    usual = {
        "kind": kind,
        "user": owner,
        "api_key": key,
        "call": of or uuid7(),
        "attempt": attempt,
        "asked_model": model,
        "metadata": metadata or {},
        "status": status,
        "provider_name": "Somewhere",
        "provider": row.provider,
        "model": row,
        "model_name": model,
        "queued_at": at,
        "first_token_at": at + timedelta(milliseconds=420),
        "last_token_at": at + timedelta(seconds=2),
        "finished_at": at + timedelta(seconds=3),
        "finish_reasons": ["stop"],
    }
    completion = Completion.objects.create(**{**usual, **fields})
    UsageRecord.objects.create(
        kind=kind,
        completion_id=completion.pk,
        user_id=owner.pk,
        user_email=owner.email,
        provider_name="Somewhere",
        model_name=model,
        status=status,
        **meter.values(Usage.of(1200, 30), price, estimated=estimated),
    )
    return completion


def stored_call(
    owner: User,
    messages: list[dict[str, Any]] | None = None,
    answer: dict[str, Any] | None = None,
    *,
    request: dict[str, Any] | None = None,
    response: dict[str, Any] | None = None,
    choice: dict[str, Any] | None = None,
    **call_fields: Any,
) -> Completion:
    """A call whose request said `store: true`, with both texts. `request`, `response`, `choice`: more of them."""
    completion = call(owner, store=True, **call_fields)
    asked = {"model": completion.asked_model, "messages": messages or MESSAGES, "store": True}
    choices = [
        {"index": 0, "message": answer or ANSWER, "logprobs": None, "finish_reason": "stop", **(choice or {})}
    ]
    given = {"id": completion.public_id, "object": "chat.completion", "created": 1, "choices": choices}
    kept = StoredCompletion.objects.create(
        completion=completion,
        user=owner,
        request={**asked, **(request or {})},
        response=given | (response or {}),
    )
    labels = labels_of(completion.metadata, [completion.asked_model])
    StoredLabel.objects.bulk_create(
        StoredLabel(stored=kept, user=owner, name=name, value=value) for name, value in labels
    )
    return completion


def api_key(owner: User, name: str = "laptop") -> ApiKey:
    return ApiKey.objects.create(user=owner, name=name, prefix="sk-chatapp-abcde", digest=uuid7().hex)


def model_row(name: str) -> Model:
    provider, _ = Provider.objects.get_or_create(
        slug="somewhere", defaults={"name": "Somewhere", "base_url": "https://example.com/v1"}
    )
    return Model.objects.get_or_create(provider=provider, name=name)[0]
