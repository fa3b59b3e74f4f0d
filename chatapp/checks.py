"""Django's system checks of this installation, and the app that registers them."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "chatapp"
    label = "chatapp"
