from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "chatapp.knowledge"

    def ready(self) -> None:
        # The queue knows a job once its module is imported.
        from chatapp.knowledge.intake import taking_in  # noqa: F401
        from chatapp.knowledge.sources import watched_folders, web_pages  # noqa: F401
