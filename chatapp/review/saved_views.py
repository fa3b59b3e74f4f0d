"""Keeping, renaming and removing views."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from chatapp.accounts.models import User
from chatapp.backoffice.history import actor
from chatapp.review.models import SavedView
from chatapp.review.page import TITLES

# Places in a list: a view begins at its beginning.
_PLACES = ("before", "page")


class NameForm(forms.Form):
    name = forms.CharField(max_length=SavedView.LONGEST_NAME)


class SavedViewForm(NameForm):
    page = forms.ChoiceField(choices=[*TITLES.items()])
    query = forms.CharField(max_length=SavedView.LONGEST_QUERY, required=False)
    shared = forms.BooleanField(required=False)


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Under a name that one has already it takes that one's place."""
    form, owner = SavedViewForm(request.POST), actor(request)
    if not form.is_valid():
        messages.error(request, f"The view was not saved. {_problem(form)}")
        return redirect("review:overview")
    fields = {**form.cleaned_data, "query": _without_places(form.cleaned_data["query"])}
    if _is_full(owner, fields["name"]):
        messages.error(request, f"You have {SavedView.MOST} views, which is the most: delete one first.")
    else:
        SavedView.objects.update_or_create(owner=owner, name=fields.pop("name"), defaults=fields)
        messages.success(request, "Saved. You find it under “Views” on every page of the review.")
    return redirect(SavedView(page=fields["page"], query=fields["query"]).address)


@require_POST
def rename_view(request: HttpRequest, key: int) -> HttpResponse:
    """One's own only, also where an admin could delete it: others know it by its name."""
    view, form = SavedView.owned_by(actor(request)).filter(pk=key).first(), NameForm(request.POST)
    if view is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, f"The view was not renamed. {_problem(form)}")
        return redirect(view.address)
    before, view.name = view.name, form.cleaned_data["name"]
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError:
        messages.error(request, f"You have a view “{view.name}” already: choose another name.")
    else:
        messages.success(request, f"The view “{before}” is called “{view.name}” now.")
    return redirect(view.address)


@require_POST
def delete_view(request: HttpRequest, key: int) -> HttpResponse:
    view = SavedView.removable_by(actor(request)).filter(pk=key).first()
    if view is None:
        raise Http404
    address = view.address
    view.delete()
    messages.success(request, f"The view “{view.name}” is deleted.")
    return redirect(address)


def _problem(form: forms.Form) -> str:
    field, problems = next(iter(form.errors.items()))
    return f"“{field}”: {problems[0]}"


def _is_full(owner: User, name: str) -> bool:
    others = SavedView.objects.filter(owner=owner).exclude(name=name)
    return others.count() >= SavedView.MOST


def _without_places(query: str) -> str:
    kept = QueryDict(query, mutable=True)
    for name in _PLACES:
        kept.pop(name, None)
    return kept.urlencode()
