"""What of the team a user may see. Not there and not yours are one `NotFound`."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from chatapp.accounts.errors import NotFound
from chatapp.accounts.models import ApiKey, Group, Invitation, User


def people(viewer: User | AnonymousUser) -> QuerySet[User]:
    """Everybody, for admins only: active ones first, by name."""
    _admins_only(viewer)
    return User.objects.order_by("-is_active", "name", "email")


def person(viewer: User | AnonymousUser, user_id: int) -> User:
    found = people(viewer).filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def groups(viewer: User | AnonymousUser) -> QuerySet[Group]:
    """All groups, for admins only: by name."""
    _admins_only(viewer)
    return Group.objects.all()


def group(viewer: User | AnonymousUser, group_id: int) -> Group:
    found = groups(viewer).filter(pk=group_id).first()
    if found is None:
        raise NotFound
    return found


def groups_of(user: User) -> QuerySet[Group]:
    """The groups that this person is in, by name; none of a deactivated one."""
    return user.groups.all() if user.is_active else Group.objects.none()


def share_candidates(viewer: User) -> tuple[QuerySet[User], QuerySet[Group]]:
    """Whom one may share something with: the others who may log in, and all groups; for people of the team."""
    if not viewer.is_active:
        raise NotFound
    others = User.objects.filter(is_active=True).exclude(pk=viewer.pk)
    return others.order_by("name", "email"), Group.objects.all()


def invitations(viewer: User | AnonymousUser) -> QuerySet[Invitation]:
    """Those that wait for an answer, for admins only: the newest first."""
    _admins_only(viewer)
    return Invitation.objects.pending().select_related("invited_by").order_by("-created_at", "-id")


def invitation(viewer: User | AnonymousUser, invitation_id: int) -> Invitation:
    found = invitations(viewer).filter(pk=invitation_id).first()
    if found is None:
        raise NotFound
    return found


def keys(viewer: User) -> QuerySet[ApiKey]:
    """One's own API keys, the newest first; everybody's are the admin area's."""
    return viewer.api_keys.order_by("-id")


def key(viewer: User, key_id: int) -> ApiKey:
    found = keys(viewer).filter(pk=key_id).first()
    if found is None:
        raise NotFound
    return found


def open_invitation(token: str) -> Invitation:
    """The open invitation of this token. The token is the permission."""
    found = Invitation.objects.open().with_token(token).first()
    if found is None:
        raise NotFound
    return found


def _admins_only(viewer: User | AnonymousUser) -> None:
    if not (isinstance(viewer, User) and viewer.is_admin):
        raise NotFound
