from django.apps import AppConfig


class CompletionsConfig(AppConfig):
    name = "chatapp.completions"
    verbose_name = "API usage"
