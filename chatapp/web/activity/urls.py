"""The addresses of API activity."""

from django.urls import path

from chatapp.web.activity import views

urlpatterns = [
    path("activity/", views.calls, name="activity"),
    path("activity/older/", views.older_calls, name="activity_older"),
    path("activity/<str:name>/", views.call, name="activity_call"),
    path("activity/<str:name>/chat/", views.chat, name="activity_chat"),
    path("activity/<str:name>/deletion/", views.deletion, name="activity_deletion"),
    path("activity/<str:name>/<str:file>", views.file, name="activity_file"),
]
