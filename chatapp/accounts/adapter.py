"""What this product does otherwise than allauth."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from chatapp.accounts import links, mail


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This email address and password do not belong together.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again.",
        "enter_current_password": "This is not your current password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from an invitation or from the first admin's link only."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        user, _, token = key.partition("-")
        return links.reset(self.request, user, token)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.post(
            self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        )
