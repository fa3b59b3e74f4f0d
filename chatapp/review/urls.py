"""The addresses of the review, below that of the admin."""

from django.contrib import admin
from django.urls import URLPattern, path

from chatapp.review import exports, saved_views, views, what_if
from chatapp.review.calls import call, repricing
from chatapp.review.digest import page as digest
from chatapp.review.page import View
from chatapp.review.reconciliation import page as reconciliation

app_name = "review"


def _reviewed(address: str, view: View) -> URLPattern:
    return path(address, admin.site.admin_view(view), name=view.__name__)


urlpatterns = [
    _reviewed("", views.overview),
    _reviewed("breakdown/", views.breakdown),
    _reviewed("failures/", views.failures),
    _reviewed("speed/", views.speed),
    _reviewed("feedback/", views.feedback),
    _reviewed("calls/", views.calls),
    _reviewed("prices/", what_if.what_if),
    _reviewed("reconciliation/", reconciliation.reconciliation),
    path("calls/<int:key>/", admin.site.admin_view(call.call), name="call"),
    _reviewed("calls/prices/", repricing.price_calls),
    _reviewed("digest/", digest.change_digest),
    path("digest/stop/<str:token>/", digest.stop_digest, name="stop_digest"),
    _reviewed("views/", saved_views.save_view),
    path("views/<int:key>/rename/", admin.site.admin_view(saved_views.rename_view), name="rename_view"),
    path("views/<int:key>/delete/", admin.site.admin_view(saved_views.delete_view), name="delete_view"),
    _reviewed("breakdown.csv", exports.breakdown_csv),
    _reviewed("calls.csv", exports.calls_csv),
]
