"""Every address of the server."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from chatapp.web.installable import manifest, offline, service_worker
from chatapp.web.product import favicon

handler500 = "chatapp.web.middleware.request_identity.server_error"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("chatapp.web.urls")),
    path("", include("chatapp.web.accounts.urls")),
    path("admin/review/", include("chatapp.review.urls")),
    path("admin/", admin.site.urls),
    path("favicon.ico", favicon),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("service-worker.js", service_worker, name="service_worker"),
    path("offline/", offline, name="offline"),
]
