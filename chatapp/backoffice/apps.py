from django.contrib.admin.apps import AdminConfig


class BackofficeConfig(AdminConfig):
    """Django's admin, on our site."""

    default_site = "chatapp.backoffice.site.Site"
