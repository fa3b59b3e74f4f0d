"""The page "Use it from a script": lines to paste, with this server's address and a model of this person's."""

from collections.abc import Sequence
from itertools import chain

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chatapp.accounts import access, keys, links
from chatapp.accounts.models import ApiKeyState
from chatapp.providers.access import api_models
from chatapp.providers.names import ListedModel
from chatapp.turns.calls.routing import default_model_id
from chatapp.web.accounts.decorators import SignedInRequest, signed_in
from chatapp.web.accounts.samples import clients, environment


@signed_in
@require_GET
def script(request: SignedInRequest) -> HttpResponse:
    base_url = links.api(request)
    models = [model for model in api_models() if model.capabilities.chat]
    model = _chosen(request, models)
    context = {
        "base_url": base_url,
        "environment": environment(base_url),
        "clients": clients(base_url, model.id) if model else (),
        "model": model,
        "models": models,
        "has_key": access.keys(request.user).filter(keys.in_state(ApiKeyState.ACTIVE)).exists(),
        "section": "account",
    }
    return render(request, "account/keys/script.html", context)


def _chosen(request: SignedInRequest, models: Sequence[ListedModel]) -> ListedModel | None:
    """The one asked for, else the one that this person's next chat begins with, else the first."""
    wanted, default = request.GET.get("model"), default_model_id(request.user.pk)
    asked = (model for model in models if model.id == wanted)
    usual = (model for model in models if model.model_id == default)
    return next(chain(asked, usual, models), None)
