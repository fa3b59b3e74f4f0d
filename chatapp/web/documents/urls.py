"""The addresses of collections and documents."""

from django.urls import path

from chatapp.web.documents import (
    answers,
    editing,
    gaps,
    keeping,
    library,
    reading,
    uploading,
    watched_folders,
    web_pages,
)

urlpatterns = [
    path("documents/", library.documents, name="documents"),
    path("documents/<slug:slug>/", library.collection, name="collection"),
    path("documents/<slug:collection>/<slug:slug>/", reading.document, name="document"),
    path("documents/<slug:collection>/<slug:slug>/original/", reading.original, name="document_original"),
    path("collections/", keeping.create, name="collections"),
    path("collections/<slug:slug>/", keeping.settings, name="collection_settings"),
    path("collections/<slug:slug>/description/", keeping.describe, name="collection_description"),
    path("collections/<slug:slug>/grants/", keeping.share, name="collection_grants"),
    path(
        "collections/<slug:slug>/grants/<int:grant_id>/removal/",
        keeping.unshare,
        name="collection_grant_removal",
    ),
    path("collections/<slug:slug>/openness/", keeping.openness, name="collection_openness"),
    path("collections/<slug:slug>/files/", uploading.upload, name="collection_files"),
    path("collections/<slug:slug>/intakes/", uploading.intakes, name="collection_intakes"),
    path("collections/<slug:slug>/intakes/<int:intake_id>/retry/", uploading.try_again, name="intake_retry"),
    path(
        "collections/<slug:slug>/intakes/<int:intake_id>/dismissal/",
        uploading.dismiss,
        name="intake_dismissal",
    ),
    path("collections/<slug:slug>/web-pages/", web_pages.add, name="collection_web_pages"),
    path(
        "collections/<slug:slug>/web-pages/<int:page_id>/fetches/",
        web_pages.refetch,
        name="web_page_fetches",
    ),
    path(
        "collections/<slug:slug>/web-pages/<int:page_id>/removal/", web_pages.remove, name="web_page_removal"
    ),
    path("collections/<slug:slug>/gaps/", gaps.gaps, name="collection_gaps"),
    path("collections/<slug:slug>/gaps/setting-aside/", gaps.set_aside, name="collection_gaps_aside"),
    path("collections/<slug:slug>/answers/", answers.create, name="verified_answers"),
    path("collections/<slug:collection>/answers/<slug:slug>/", answers.edit, name="verified_answer"),
    path(
        "collections/<slug:collection>/answers/<slug:slug>/withdrawal/",
        answers.withdraw,
        name="verified_answer_withdrawal",
    ),
    path("collections/<slug:slug>/confirmation/", gaps.confirmation, name="collection_confirmation"),
    path("collections/<slug:slug>/folder/", watched_folders.watch, name="collection_folder"),
    path(
        "collections/<slug:slug>/folder/removal/", watched_folders.unwatch, name="collection_folder_removal"
    ),
    path("collections/<slug:slug>/owner/", keeping.hand_over, name="collection_owner"),
    path("collections/<slug:slug>/deletion/", keeping.delete, name="collection_deletion"),
    path("collections/<slug:slug>/restoration/", keeping.restore, name="collection_restoration"),
    path("collections/<slug:collection>/documents/<slug:slug>/title/", editing.rename, name="document_title"),
    path(
        "collections/<slug:collection>/documents/<slug:slug>/content/",
        editing.replace,
        name="document_content",
    ),
    path(
        "collections/<slug:collection>/documents/<slug:slug>/collection/",
        editing.move,
        name="document_collection",
    ),
    path(
        "collections/<slug:collection>/documents/<slug:slug>/confirmation/",
        gaps.confirm,
        name="document_confirmation",
    ),
    path(
        "collections/<slug:collection>/documents/<slug:slug>/deletion/",
        editing.delete,
        name="document_deletion",
    ),
    path(
        "collections/<slug:collection>/documents/<slug:slug>/restoration/",
        editing.restore,
        name="document_restoration",
    ),
]
