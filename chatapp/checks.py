"""System checks of this installation (`manage.py check`, and `--deploy`), and the app that registers them."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


class ProjectConfig(AppConfig):
    name = "chatapp"
    label = "chatapp"

    def ready(self) -> None:
        register(check_provider)
        register(check_addresses, Tags.security, deploy=True)
        register(check_secrets, Tags.security, deploy=True)


def check_provider(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Raises `ImproperlyConfigured`: all variables are refused alike, by one sentence and status 2."""
    # The row's module, which Django lets in only after the apps.
    from chatapp.providers import environment

    environment.address()
    return []


def check_addresses(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.HTTPS:
        found.append(
            Warning(
                "People's passwords and cookies travel in the clear.",
                hint="Put a proxy that speaks https in front; set PUBLIC_URL=https://… and TRUST_PROXY=1.",
                id="chatapp.W001",
            )
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Warning(
                "Any host name is accepted, also one that an attacker put into a link.",
                hint="Set ALLOWED_HOSTS to the names that people use, or PUBLIC_URL alone.",
                id="chatapp.W002",
            )
        )
    return found


def check_secrets(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.EMBEDDED and settings.SECRET_KEY_GENERATED:
        found.append(
            Warning(
                "The secret key is a file of this machine, but the database may be shared with others.",
                hint="Set SECRET_KEY to the same 50 random characters on every machine.",
                id="chatapp.W003",
            )
        )
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < 16:
        found.append(
            Warning(
                "METRICS_TOKEN can be guessed.", hint="Set it to 32 random characters.", id="chatapp.W004"
            )
        )
    return found
