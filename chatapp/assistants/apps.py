from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AssistantsConfig(AppConfig):
    name = "chatapp.assistants"
    verbose_name = "Chat"

    def ready(self) -> None:
        from chatapp.assistants import default

        post_migrate.connect(default.ensure, sender=self)
