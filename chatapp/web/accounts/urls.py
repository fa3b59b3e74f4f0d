"""The addresses of accounts. Of allauth's own only those that this product has: there is no sign-up."""

from allauth.account import views as allauth
from django.urls import path, re_path

from chatapp.web.accounts import account, groups, keys, login, people, script, usage

urlpatterns = [
    path("setup/<str:token>/", login.first_admin, name="setup"),
    path("invitation/<str:token>/", login.invitation, name="invitation"),
    path("account/", account.account, name="account"),
    path("account/name/", account.name, name="account_name"),
    path("account/sessions/end/", account.end_other_sessions, name="account_sessions_end"),
    path("account/sessions/<int:session_id>/end/", account.end_session, name="account_session_end"),
    path("account/keys/", keys.keys, name="account_keys"),
    path("account/keys/<int:key_id>/revocation/", keys.revoke, name="account_key_revocation"),
    path("account/script/", script.script, name="script"),
    path("account/usage/", usage.usage, name="own_usage"),
    path("account/login/", login.Login.as_view(), name="account_login"),
    path("account/logout/", allauth.logout, name="account_logout"),
    path("account/inactive/", allauth.account_inactive, name="account_inactive"),
    path("account/password/", allauth.password_change, name="account_change_password"),
    path("account/password/reset/", login.PasswordReset.as_view(), name="account_reset_password"),
    path("account/password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9a-z]+)-(?P<key>[-0-9a-z]+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("people/", people.people, name="people"),
    path("people/invitations/", people.invite, name="invitations"),
    path("people/invitations/<int:invitation_id>/link/", people.renew, name="invitation_link"),
    path("people/invitations/<int:invitation_id>/revocation/", people.revoke, name="invitation_revocation"),
    path("people/groups/", groups.create, name="groups"),
    path("people/groups/<int:group_id>/", groups.group, name="group"),
    path("people/groups/<int:group_id>/name/", groups.rename, name="group_name"),
    path("people/groups/<int:group_id>/members/", groups.add, name="group_members"),
    path(
        "people/groups/<int:group_id>/members/<int:user_id>/removal/",
        groups.remove,
        name="group_member_removal",
    ),
    path("people/groups/<int:group_id>/deletion/", groups.delete, name="group_deletion"),
    path("people/<int:user_id>/", people.person, name="person"),
    path("people/<int:user_id>/role/", people.role, name="person_role"),
    path("people/<int:user_id>/deactivation/", people.deactivate, name="person_deactivation"),
    path("people/<int:user_id>/reactivation/", people.reactivate, name="person_reactivation"),
    path("people/<int:user_id>/sessions/end/", people.log_out, name="person_sessions_end"),
    path("people/<int:user_id>/reset-link/", people.reset_link, name="person_reset_link"),
]
