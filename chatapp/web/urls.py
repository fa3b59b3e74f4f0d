"""The addresses of the product's own pages."""

from django.urls import URLPattern, URLResolver, include, path

from chatapp.web.chat import (
    actions,
    attachments,
    comparison,
    details,
    feedback,
    keeping,
    page,
    parameters,
    partials,
    retrieved,
    search,
    structure,
)
from chatapp.web.document_search import document_search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", page.new_chat, name="chat"),
    path("c/<uuid:conversation_id>/", page.conversation, name="conversation"),
    path("c/<uuid:conversation_id>/messages/", partials.messages, name="conversation_messages"),
    path("c/<uuid:conversation_id>/path/", partials.path, name="conversation_path"),
    path(
        "c/<uuid:conversation_id>/entries/<uuid:entry>/deletion/",
        partials.entry_deletion,
        name="entry_deletion",
    ),
    path("chat/models/", page.models, name="models"),
    path("parameters/", parameters.parameters, name="parameters"),
    path(
        "c/<uuid:conversation_id>/parameters/",
        parameters.conversation_parameters,
        name="conversation_parameters",
    ),
    path(
        "c/<uuid:conversation_id>/messages/<uuid:message_id>/feedback/",
        feedback.feedback,
        name="feedback",
    ),
    path(
        "c/<uuid:conversation_id>/messages/<uuid:message_id>/structure/",
        structure.structure,
        name="message_structure",
    ),
    path("c/<uuid:conversation_id>/turns/<uuid:turn_id>/", details.details, name="turn_details"),
    path(
        "c/<uuid:conversation_id>/turns/<uuid:turn_id>/passages/",
        retrieved.retrieved_passages,
        name="turn_passages",
    ),
    path("c/<uuid:conversation_id>/turns/<uuid:turn_id>/asker/", retrieved.asker, name="turn_asker"),
    path("c/<uuid:conversation_id>/branches/", actions.branches, name="conversation_branches"),
    path("c/<uuid:conversation_id>/title/", actions.title, name="conversation_title"),
    path("c/<uuid:conversation_id>/store/", actions.store, name="conversation_store"),
    path("c/<uuid:conversation_id>/closing/", actions.closing, name="conversation_closing"),
    path("c/<uuid:conversation_id>/keeping/", actions.keeping, name="conversation_keeping"),
    path("c/<uuid:conversation_id>/deletion/", actions.deletion, name="conversation_deletion"),
    path("c/<uuid:conversation_id>/place/", search.place, name="conversation_place"),
    path("c/<uuid:conversation_id>/comparison/", comparison.comparison, name="conversation_comparison"),
    path("search/", search.found, name="search"),
    path("conversations/changes/", keeping.change, name="conversation_changes"),
    path("tags/", keeping.tags, name="tags"),
    path("folders/", keeping.folders, name="folders"),
    path("folders/<uuid:folder_id>/", keeping.folder, name="folder"),
    path("attachments/", attachments.upload, name="attachments"),
    path("attachments/<uuid:attachment_id>/", attachments.file, name="attachment"),
    path("conversations/", partials.conversations, name="conversations"),
    path("search/documents/", document_search, name="document_search"),
    path("", include("chatapp.web.documents.urls")),
    path("", include("chatapp.web.assistants.urls")),
    path("", include("chatapp.web.prompts.urls")),
    path("", include("chatapp.web.activity.urls")),
    path("", include("chatapp.web.shares.urls")),
    path("", include("chatapp.web.exchange.urls")),
]
