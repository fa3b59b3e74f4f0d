from django.apps import AppConfig


class SharesConfig(AppConfig):
    name = "chatapp.shares"
    verbose_name = "Shared chats"
