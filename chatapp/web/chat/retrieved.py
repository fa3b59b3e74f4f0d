"""What was found for an answer: the passages that it uses and those that it does not, with their scores.

Who may read a passage is asked at each look: of a document that is not the person's any more there is no word.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from chatapp.accounts.models import User
from chatapp.conversations.access import get_conversation
from chatapp.conversations.attachments.access import attached_addresses
from chatapp.conversations.models import Message, MessageRole, ToolCall, Turn
from chatapp.knowledge.access import readable_addresses
from chatapp.knowledge.gaps.judging import gaps_of_answer, name_asker
from chatapp.knowledge.results.excerpt import plain_text
from chatapp.tools.retrieved import Retrieved, retrieved
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.wire.types.messages import Message as WireMessage

LONGEST_TEXT = 400
"""Characters of a passage that are shown; its title leads to all of it."""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """`passage` is None where the person may not read it any more."""

    number: int
    score: float | None
    used: bool
    passage: Retrieved | None
    text: str


@signed_in
@require_GET
def retrieved_passages(request: SignedInRequest, conversation_id: UUID, turn_id: UUID) -> HttpResponse:
    found = get_conversation(request.user, conversation_id)
    turn = get_object_or_404(Turn, conversation=found, pk=turn_id)
    shown = _shown(request.user, turn)
    context = {
        "address": f"/c/{found.pk}/turns/{turn.pk}/asker/",
        "gaps": [] if found.temporary else gaps_of_answer(request.user, turn.pk),
        "groups": [
            ("Used in the answer", [one for one in shown if one.used]),
            ("Found and not used", [one for one in shown if not one.used]),
        ],
    }
    return render(request, "chat/citations/_retrieved.html", context)


@signed_in
@require_POST
def asker(request: SignedInRequest, conversation_id: UUID, turn_id: UUID) -> HttpResponse:
    """Whether the editors who see the question see who asked it: `named` is 1 or 0."""
    found = get_conversation(request.user, conversation_id)
    turn = get_object_or_404(Turn, conversation=found, pk=turn_id)
    name_asker(request.user, turn.pk, named=request.POST.get("named") == "1")
    return HttpResponse(status=204)


def _shown(user: User, turn: Turn) -> list[ShownPassage]:
    results = ToolCall.objects.filter(turn=turn).order_by("started_at", "pk").values_list("result", flat=True)
    passages = retrieved([text for text in results if isinstance(text, str)], _text(turn))
    addresses = {one.document for one in passages}
    readable = readable_addresses(user, addresses) | attached_addresses(user, addresses)
    return [
        ShownPassage(one.number, one.score, one.used, one, _beginning(one.text))
        if one.document in readable
        else ShownPassage(one.number, one.score, one.used, None, "")
        for one in passages
    ]


def _text(turn: Turn) -> str:
    """All that the turn's answer says."""
    answers = Message.objects.filter(turn=turn, role=MessageRole.ASSISTANT).order_by("pk")
    return "\n\n".join(WireMessage(answer.body).text for answer in answers)


def _beginning(text: str) -> str:
    said = plain_text(text)
    return said if len(said) <= LONGEST_TEXT else f"{said[:LONGEST_TEXT].rstrip()}…"
