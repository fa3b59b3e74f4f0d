"""The addresses of the product's own pages."""

from django.urls import URLPattern, URLResolver, include, path

from chatapp.web import documents
from chatapp.web.chat import changes, fragments, page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", page.new_chat, name="chat"),
    path("c/<uuid:conversation_id>/", page.conversation, name="conversation"),
    path("c/<uuid:conversation_id>/messages/", fragments.messages, name="conversation_messages"),
    path("c/<uuid:conversation_id>/title/", changes.title, name="conversation_title"),
    path("c/<uuid:conversation_id>/store/", changes.store, name="conversation_store"),
    path("c/<uuid:conversation_id>/deletion/", changes.deletion, name="conversation_deletion"),
    path("conversations/", fragments.conversations, name="conversations"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<slug:collection>/<slug:slug>/", documents.document, name="document"),
    path("", include("chatapp.web.activity.urls")),
]
