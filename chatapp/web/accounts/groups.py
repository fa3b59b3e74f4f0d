"""Groups of people: made, named and filled by admins; for everybody else these pages do not exist."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chatapp.accounts import access
from chatapp.accounts.errors import NameTaken
from chatapp.accounts.models import Group
from chatapp.accounts.team import groups as team
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.accounts.group_forms import GroupForm, PeopleForm
from chatapp.web.accounts.people import people_page


@signed_in
@posted_from("people")
def create(request: SignedInRequest) -> HttpResponse:
    access.groups(request.user)
    form = GroupForm(request.POST, prefix="group")
    if form.is_valid():
        try:
            return redirect("group", team.create(request.user, form.cleaned_data["name"]).pk)
        except NameTaken as error:
            form.add_error("name", str(error))
    return people_page(request, more={"group_form": form}, status=422)


@signed_in
@require_GET
def group(request: SignedInRequest, group_id: int) -> HttpResponse:
    return _group_page(request, access.group(request.user, group_id))


@signed_in
@posted_from("group", "group_id")
def rename(request: SignedInRequest, group_id: int) -> HttpResponse:
    found = access.group(request.user, group_id)
    form = GroupForm(request.POST)
    if form.is_valid():
        try:
            team.rename(request.user, found, form.cleaned_data["name"])
            messages.success(request, "The group is renamed.")
            return redirect("group", group_id)
        except NameTaken as error:
            form.add_error("name", str(error))
    return _group_page(request, access.group(request.user, group_id), name_form=form)


@signed_in
@posted_from("group", "group_id")
def add(request: SignedInRequest, group_id: int) -> HttpResponse:
    found = access.group(request.user, group_id)
    form = PeopleForm(request.POST)
    if not form.is_valid():
        return _group_page(request, found, people_form=form)
    added = team.add(request.user, found, form.cleaned_data["people"])
    names = ", ".join(str(person) for person in added)
    messages.success(request, f"Added: {names}." if added else f"All of them were in {found} already.")
    return redirect("group", group_id)


@signed_in
@posted_from("group", "group_id")
def remove(request: SignedInRequest, group_id: int, user_id: int) -> HttpResponse:
    found = access.group(request.user, group_id)
    member = access.person(request.user, user_id)
    team.remove(request.user, found, member)
    messages.success(request, f"{member} is no longer in {found}.")
    return redirect("group", group_id)


@signed_in
@posted_from("group", "group_id")
def delete(request: SignedInRequest, group_id: int) -> HttpResponse:
    found = access.group(request.user, group_id)
    team.delete(request.user, found)
    messages.success(request, f"The group {found} is deleted.")
    return redirect("people")


def _group_page(
    request: SignedInRequest,
    found: Group,
    name_form: GroupForm | None = None,
    people_form: PeopleForm | None = None,
) -> HttpResponse:
    everybody = access.people(request.user)
    refused = bool((name_form and name_form.errors) or (people_form and people_form.errors))
    context = {
        "group": found,
        "members": everybody.filter(groups=found),
        "others": everybody.filter(is_active=True).exclude(groups=found),
        "name_form": name_form or GroupForm(initial={"name": found.name}),
        "people_form": people_form or PeopleForm(),
        "section": "people",
    }
    return render(request, "people/group.html", context, status=422 if refused else 200)
