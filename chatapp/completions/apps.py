from django.apps import AppConfig
from django.db.models.signals import pre_delete


class CompletionsConfig(AppConfig):
    name = "chatapp.completions"
    verbose_name = "Usage"

    def ready(self) -> None:
        from chatapp.completions import deleted_conversations
        from chatapp.conversations.models import Conversation

        # Conversations know nothing of what is stored of them.
        pre_delete.connect(deleted_conversations.forget_stored, sender=Conversation)
