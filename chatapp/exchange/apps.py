from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "chatapp.exchange"
    verbose_name = "Export and import"
