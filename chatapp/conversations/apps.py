from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "chatapp.conversations"
    verbose_name = "Chat"
