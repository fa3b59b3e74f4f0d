"""Rows that look like those of real chats, as many as a test asks for."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from chatapp.accounts.models import User
from chatapp.completions.models import Completion, CompletionStatus
from chatapp.conversations.models import Conversation, Message, ToolCall, Turn, TurnStatus
from chatapp.providers.models import Model, Price, Provider
from chatapp.usage import meter
from chatapp.usage.models import UsageRecord
from chatapp.wire.types.usage import Usage

PRICE = Price(input=Decimal("0.25"), output=Decimal(2))
SAID = "the secret plan\n  <b>with</b> its lines"


def chat(owner: User, number: int = 0, *, price: Price | None = PRICE, estimated: bool = False) -> Completion:
    """One question, one tool call and one answer: a row of every kind."""
    model = _model()
    conversation = Conversation.objects.create(owner=owner, title=f"Chat {number}", model=model)
    question = _message(conversation, None, {"role": "user", "content": SAID})
    turn = Turn.objects.create(
        conversation=conversation,
        owner=owner,
        client_id=f"{owner.pk}-{number}",
        parent=question,
        status=TurnStatus.DONE,
        model=model,
        provider_name="Somewhere",
        model_name=model.name,
        prompt_tokens=1200,
        completion_tokens=30,
    )
    answer = _message(
        conversation, question, {"role": "assistant", "content": "Yes.", "reasoning_content": "Hm."}, turn
    )
    Conversation.objects.filter(pk=conversation.pk).update(active_leaf_id=answer.pk)
    ToolCall.objects.create(
        turn=turn,
        message=answer,
        call_id="call_1",
        name="search_knowledge",
        arguments='{"query": "plan"}',
        result={},
    )
    return _completion(owner, turn, answer, number, price=price, estimated=estimated)


def _completion(
    owner: User, turn: Turn, message: Message, number: int, *, price: Price | None, estimated: bool
) -> Completion:
    now = timezone.now()
    completion = Completion.objects.create(
        kind="chat",
        user=owner,
        turn=turn,
        message=message,
        provider=turn.model.provider if turn.model else None,
        provider_name="Somewhere",
        model=turn.model,
        model_name=turn.model_name,
        store=number % 2 == 1,
        metadata={"team": "blue" if number % 2 else "red", "run": str(number)},
        status=CompletionStatus.DONE,
        request_id=f"req_{number}",
        finish_reasons=["stop"],
        first_token_at=now + timedelta(milliseconds=420),
        finished_at=now + timedelta(seconds=3),
    )
    UsageRecord.objects.create(
        kind="chat",
        completion_id=completion.pk,
        turn_id=turn.pk,
        conversation_id=turn.conversation_id,
        user_id=owner.pk,
        user_email=owner.email,
        provider_name="Somewhere",
        model_name=turn.model_name,
        status="done",
        **meter.values(Usage.of(1200, 30), price, estimated=estimated),
    )
    return completion


def _message(
    conversation: Conversation, parent: Message | None, body: dict[str, object], turn: Turn | None = None
) -> Message:
    return Message.objects.create(
        conversation=conversation, parent=parent, turn=turn, role=str(body["role"]), body=body
    )


def _model() -> Model:
    provider, _ = Provider.objects.get_or_create(
        name="Somewhere", defaults={"base_url": "https://example.com/v1"}
    )
    return Model.objects.get_or_create(provider=provider, name="gpt-5-mini")[0]
