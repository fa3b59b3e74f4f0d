from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "chatapp.usage"
    verbose_name = "Usage"
