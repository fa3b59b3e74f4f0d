from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class AccountsConfig(AppConfig):
    name = "chatapp.accounts"

    def ready(self) -> None:
        from allauth.account import signals as account
        from django.contrib.auth import user_logged_out, user_login_failed
        from django.contrib.sessions.models import Session

        from chatapp.accounts import addresses, journal, presence
        from chatapp.accounts.models import User

        post_delete.connect(presence.on_session_deleted, sender=Session)
        post_save.connect(presence.on_user_saved, sender=User)
        post_save.connect(addresses.on_user_saved, sender=User)
        account.user_logged_in.connect(journal.on_logged_in)
        user_login_failed.connect(journal.on_login_failed)
        user_logged_out.connect(journal.on_logged_out)
        account.password_changed.connect(presence.on_password_changed)
        account.password_reset.connect(presence.on_password_reset)
        account.password_changed.connect(journal.on_password_changed)
        account.password_reset.connect(journal.on_password_reset)
