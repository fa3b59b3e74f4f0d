from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProvidersConfig(AppConfig):
    name = "chatapp.providers"

    def ready(self) -> None:
        from chatapp.providers import built_in

        post_migrate.connect(built_in.ensure, sender=self)
