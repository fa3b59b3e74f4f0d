"""People: who is in the team, and inviting them. For admins; for everybody else these pages do not exist."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chatapp.accounts import access, invitations, keys, links, mail, sessions
from chatapp.accounts.errors import AlreadyInvited, Refused
from chatapp.accounts.models import ApiKeyState, Invitation, User
from chatapp.accounts.team import people as team
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.accounts.forms import InviteForm, RoleForm
from chatapp.web.accounts.group_forms import GroupForm


@signed_in
@require_GET
def people(request: SignedInRequest) -> HttpResponse:
    return people_page(request)


@signed_in
@posted_from("people")
def invite(request: SignedInRequest) -> HttpResponse:
    access.invitations(request.user)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return people_page(request, form, status=422)
    try:
        invitation, token = invitations.invite(request.user, **form.cleaned_data)
    except AlreadyInvited as error:
        form.add_error("email", str(error))
        return people_page(request, form, status=422)
    return _hand_over(request, invitation, token)


@signed_in
@posted_from("people")
def renew(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    invitation = access.invitation(request.user, invitation_id)
    return _hand_over(request, invitation, invitations.renew(request.user, invitation))


@signed_in
@posted_from("people")
def revoke(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    invitation = access.invitation(request.user, invitation_id)
    invitations.revoke(request.user, invitation)
    messages.success(
        request, f"The invitation of {invitation.email} is revoked. Its link opens nothing any more."
    )
    return redirect("people")


@signed_in
@require_GET
def person(request: SignedInRequest, user_id: int) -> HttpResponse:
    return _person_page(request, access.person(request.user, user_id))


@signed_in
@posted_from("person", "user_id")
def role(request: SignedInRequest, user_id: int) -> HttpResponse:
    found = access.person(request.user, user_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        _try(
            request,
            lambda: team.change_role(request.user, found, form.cleaned_data["role"]),
            "The role is changed.",
        )
    request.user.refresh_from_db()
    return redirect("person", found.pk) if request.user.is_admin else redirect("account")


@signed_in
@posted_from("person", "user_id")
def deactivate(request: SignedInRequest, user_id: int) -> HttpResponse:
    found = access.person(request.user, user_id)
    _try(
        request,
        lambda: team.deactivate(request.user, found),
        f"{found} is deactivated and logged out everywhere.",
    )
    return redirect("person", found.pk)


@signed_in
@posted_from("person", "user_id")
def reactivate(request: SignedInRequest, user_id: int) -> HttpResponse:
    found = access.person(request.user, user_id)
    team.reactivate(request.user, found)
    messages.success(request, f"{found} can log in again.")
    return redirect("person", found.pk)


@signed_in
@posted_from("person", "user_id")
def log_out(request: SignedInRequest, user_id: int) -> HttpResponse:
    found = access.person(request.user, user_id)
    team.log_out(request.user, found, keep=request.session.session_key)
    messages.success(request, f"{found} is logged out everywhere.")
    return redirect("person", found.pk)


@signed_in
@posted_from("person", "user_id")
def reset_link(request: SignedInRequest, user_id: int) -> HttpResponse:
    found = access.person(request.user, user_id)
    return _person_page(request, found, team.reset_link(request.user, found, request))


def _hand_over(request: SignedInRequest, invitation: Invitation, token: str) -> HttpResponse:
    """The page that shows the link. It is nowhere else, so there is no address to redirect to."""
    link = links.invitation(request, token)
    mail.invite(invitation, link)
    return people_page(request, None, {"invited": invitation, "link": link}, status=201)


def people_page(
    request: SignedInRequest,
    form: InviteForm | None = None,
    more: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = Paginator(access.people(request.user), 100).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form or InviteForm(),
        "groups": access.groups(request.user).annotate(size=Count("members")),
        "group_form": GroupForm(prefix="group"),
        "invitations": access.invitations(request.user),
        "mailed": settings.EMAIL_CONFIGURED,
        "section": "people",
        **(more or {}),
    }
    return render(request, "people/people.html", context, status=status)


def _person_page(request: SignedInRequest, found: User, link: str | None = None) -> HttpResponse:
    form = RoleForm(initial={"role": found.role})
    context = {
        "person": found,
        "form": form,
        "link": link,
        "groups": access.groups_of(found),
        "session_count": len(sessions.open_sessions(found)),
        "key_count": access.keys(found).filter(keys.in_state(ApiKeyState.ACTIVE)).count(),
    }
    return render(request, "people/person.html", context, status=201 if link else 200)


def _try(request: HttpRequest, verb: Callable[[], None], done: str) -> None:
    """Does it and says so, or says why the team's rules forbid it."""
    try:
        verb()
        messages.success(request, done)
    except Refused as error:
        messages.error(request, str(error))
