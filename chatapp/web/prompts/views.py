"""The pages of saved prompts: one's own to write and share, those of others to use, and what the message box asks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chatapp.prompts import access, changes
from chatapp.prompts.models import SavedPrompt
from chatapp.web.accounts.decorators import SignedInRequest, posted_from, signed_in
from chatapp.web.prompts.forms import PromptForm

MOST_OFFERED = 1000
"""Prompts that the message box knows; the page has all."""


@signed_in
@require_GET
def prompts(request: SignedInRequest) -> HttpResponse:
    context = {
        "own": access.own_prompts(request.user),
        "shared": access.shared_prompts(request.user),
        "section": "prompts",
    }
    return render(request, "prompts/list.html", context)


@signed_in
@require_GET
def offered(request: SignedInRequest) -> HttpResponse:
    """What the message box offers: `prompts` with `id`, `command`, `description` and, of others, their `owner`."""
    found = access.usable(request.user)[:MOST_OFFERED]
    return JsonResponse({"prompts": [_offer(request, prompt) for prompt in found]})


@signed_in
@require_GET
def text(request: SignedInRequest, prompt_id: int) -> HttpResponse:
    return JsonResponse({"text": access.get_prompt(request.user, prompt_id).text})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    return _form_page(request, SavedPrompt(owner=request.user))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def prompt(request: SignedInRequest, prompt_id: int) -> HttpResponse:
    """One's own to change; another's to read."""
    get = access.get_own if request.method == "POST" else access.get_prompt
    found = get(request.user, prompt_id)
    if found.owner_id == request.user.pk:
        return _form_page(request, found)
    return render(request, "prompts/prompt.html", {"prompt": found, "section": "prompts"})


@signed_in
@posted_from("prompts")
def delete(request: SignedInRequest, prompt_id: int) -> HttpResponse:
    found = access.get_own(request.user, prompt_id)
    changes.delete(found)
    messages.success(request, f"{found} is deleted.")
    return redirect("prompts")


def _form_page(request: SignedInRequest, found: SavedPrompt) -> HttpResponse:
    form = PromptForm(request.user, found, request.POST or None)
    if form.is_valid():
        try:
            changes.save(form.filled(), form.sharing)
        except changes.NotSaved as error:
            form.add_error("command", str(error))
        else:
            messages.success(request, f"{found} is saved. Write it into the message box of a chat.")
            return redirect("prompts")
    context = {"form": form, "prompt": found, "section": "prompts"}
    return render(request, "prompts/edit.html", context, status=422 if form.errors else 200)


def _offer(request: SignedInRequest, prompt: SavedPrompt) -> dict[str, object]:
    owner = "" if prompt.owner_id == request.user.pk else str(prompt.owner)
    return {"id": prompt.pk, "command": prompt.command, "description": prompt.description, "owner": owner}
