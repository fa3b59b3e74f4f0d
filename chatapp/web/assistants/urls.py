"""The addresses of assistants."""

from django.urls import path

from chatapp.web.assistants import views

urlpatterns = [
    path("assistants/", views.assistants, name="assistants"),
    path("assistants/new/", views.new, name="new_assistant"),
    path("assistants/<slug:slug>/", views.assistant, name="assistant"),
    path("assistants/<slug:slug>/edit/", views.edit, name="assistant_edit"),
    path("assistants/<slug:slug>/sharing/", views.share, name="assistant_sharing"),
    path("assistants/<slug:slug>/versions/", views.history, name="assistant_versions"),
    path("assistants/<slug:slug>/versions/<int:number>/return/", views.return_to, name="assistant_return"),
    path("assistants/<slug:slug>/deletion/", views.delete, name="assistant_deletion"),
    path("assistants/<slug:slug>/restoration/", views.restore, name="assistant_restoration"),
]
