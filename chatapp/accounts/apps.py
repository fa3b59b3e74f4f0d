from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class AccountsConfig(AppConfig):
    name = "chatapp.accounts"

    def ready(self) -> None:
        from allauth.account import signals as account
        from django.contrib.auth import user_logged_out, user_login_failed
        from django.contrib.sessions.models import Session

        from chatapp.accounts.models import User
        from chatapp.accounts.signals import audit_signals, email_address, session_notify

        post_delete.connect(session_notify.on_session_deleted, sender=Session)
        post_save.connect(session_notify.on_user_saved, sender=User)
        post_save.connect(email_address.on_user_saved, sender=User)
        account.user_logged_in.connect(audit_signals.on_logged_in)
        user_login_failed.connect(audit_signals.on_login_failed)
        user_logged_out.connect(audit_signals.on_logged_out)
        account.password_changed.connect(session_notify.on_password_changed)
        account.password_reset.connect(session_notify.on_password_reset)
        account.password_changed.connect(audit_signals.on_password_changed)
        account.password_reset.connect(audit_signals.on_password_reset)
