"""The addresses of what goes out and comes in as files."""

from django.urls import path

from chatapp.web.exchange import exports, imports, own_chats

urlpatterns = [
    path("c/<uuid:conversation_id>/export/", exports.one, name="conversation_export"),
    path("account/chats/", own_chats.own_chats, name="own_chats"),
    path("account/chats/export/", exports.all_of_them, name="export"),
    path("account/chats/imports/", imports.imports, name="imports"),
    path("account/chats/imports/<uuid:import_id>/pieces/", imports.pieces, name="import_pieces"),
]
