"""The address on a person's row is the only login.

allauth keeps a table of its own, where it notes the address that a mailed link proved. A correction has to
reach that too: else the old address still logs in, and is sent the links to a new password.
"""

from typing import Any

from allauth.account.models import EmailAddress

from chatapp.accounts.models import User


def on_user_saved(
    sender: type[User], instance: User, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    if update_fields is None or "email" in update_fields:
        EmailAddress.objects.filter(user=instance).exclude(email=instance.email).delete()
