"""The addresses of shares."""

from django.urls import path

from chatapp.web.shares import actions, page

urlpatterns = [
    path("s/<str:token>/", page.shared, name="share"),
    path("s/<str:token>/pictures/<uuid:attachment_id>/", page.picture, name="share_picture"),
    path("s/<str:token>/copies/", page.copies, name="share_copies"),
    path("c/<uuid:conversation_id>/shares/", actions.shares, name="conversation_shares"),
    path(
        "c/<uuid:conversation_id>/shares/<uuid:share_id>/revocation/",
        actions.revocation,
        name="conversation_share_revocation",
    ),
    path("account/chats/shares/<uuid:share_id>/revocation/", actions.revoke_of_list, name="share_revocation"),
]
