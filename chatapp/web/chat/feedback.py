"""What a person thinks of an answer of a chat of theirs."""

from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from chatapp.accounts.models import User
from chatapp.conversations.access import get_conversation
from chatapp.conversations.feedback import give_feedback, take_back_feedback
from chatapp.conversations.models import Conversation, Message
from chatapp.conversations.models.feedback import BAD_REASONS, GOOD_REASONS, Feedback, Reason, Verdict
from chatapp.knowledge.gaps.judging import judge
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.wire.types.messages import Message as WireMessage


class FeedbackForm(forms.Form):
    verdict = forms.ChoiceField(choices=Verdict.choices)
    reason = forms.ChoiceField(choices=Reason.choices, required=False)
    comment = forms.CharField(max_length=Feedback.LONGEST_COMMENT, required=False)


@signed_in
@require_http_methods(["POST", "DELETE"])
def feedback(request: SignedInRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """POST gives a `verdict` with or without a `reason` and a `comment`; DELETE takes it back."""
    found = get_conversation(request.user, conversation_id)
    if request.method == "DELETE":
        take_back_feedback(found, message_id, request.user)
        _tell_editors(request.user, found, message_id, disliked=False)
        return HttpResponse(status=204)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        return JsonResponse({"message": f"“{field}”: {problems[0]}", "param": field}, status=400)
    give_feedback(found, message_id, request.user, form.cleaned_data)
    _tell_editors(request.user, found, message_id, disliked=form.cleaned_data["verdict"] == Verdict.BAD)
    return HttpResponse(status=204)


def reasons() -> dict[str, list[tuple[str, str]]]:
    """The reasons that go with each verdict, with their labels."""
    return {
        Verdict.GOOD.value: [(reason.value, reason.label) for reason in GOOD_REASONS],
        Verdict.BAD.value: [(reason.value, reason.label) for reason in BAD_REASONS],
    }


def _tell_editors(user: User, where: Conversation, message_id: UUID, *, disliked: bool) -> None:
    """Of the documents that the answer cites. What no turn wrote cites none of ours."""
    answer = Message.objects.select_related("turn__parent").filter(pk=message_id, conversation=where).first()
    if answer is not None and answer.turn is not None:
        judge(user, answer.turn.pk, WireMessage(answer.turn.parent.body).text, disliked=disliked)
