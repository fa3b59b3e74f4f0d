"""What goes with a conversation that is removed for good."""

from typing import Any

from chatapp.completions.models import Completion, StoredCompletion
from chatapp.conversations.models import Conversation


def forget_stored(instance: Conversation, **_: Any) -> None:
    """The stored completions of its answers, whose content it held: every list would have to read past them.

    The completions' figures stay, without the metadata.
    """
    Completion.objects.filter(turn__conversation=instance).update(metadata={})
    StoredCompletion.objects.filter(completion__turn__conversation=instance).delete()
