"""The names by which callers of the API ask for models.

An alias wins; then a name means the model of this name at the first provider that has it; then it is `slug/name`: a
provider's slug, and the name of a model there. `turns.calls.routing.resolve` looks for one
name in this order, in the rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chatapp.providers.known.capabilities import Capabilities
from chatapp.providers.models import Model, Provider

# Of `slug/name`: 50, 1 and 200 characters. No longer name is in the rows.
_LONGEST = 251
_LONGEST_SHOWN = 100
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")

# What `listed` reads: models that can be called now, and whatever an alias leads to.
LISTING = """
    SELECT m.id, m.name, extract(epoch FROM m.created_at)::bigint, p.slug, p.name,
        m.chat, m.tools, m.vision, m.reasoning, m.context_window,
        p.enabled AND m.missing_since IS NULL, coalesce(also.names, '{}')
    FROM providers_model m JOIN providers_provider p ON p.id = m.provider_id
    LEFT JOIN (
        SELECT model_id, array_agg(name ORDER BY name) AS names FROM providers_alias GROUP BY model_id
    ) also ON also.model_id = m.id
    WHERE p.enabled AND m.missing_since IS NULL OR also.names IS NOT NULL
    ORDER BY p.id, m.name
"""


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model under a name that leads to it (`id`). `created`: Unix seconds; `owned_by`: the provider's slug."""

    id: str
    model_id: int
    name: str
    created: int
    owned_by: str
    provider: str
    capabilities: Capabilities


@dataclass(frozen=True, slots=True)
class _Entry:
    model: ListedModel
    callable: bool
    aliases: list[str]

    @property
    def qualified(self) -> str:
        return f"{self.model.owned_by}/{self.model.name}"


def listed(rows: Iterable[Sequence[Any]]) -> list[ListedModel]:
    """The list of `GET /v1/models`, from the rows of `LISTING`: each id once, and each leads to its model.

    The bare name where one provider has it, else `slug/name` for each; after it the model's aliases. Where the better
    name leads elsewhere, because an alias or a name with a slash took it, the other one is given.
    """
    entries = [_entry(row) for row in rows]
    leads = _leads(entries)
    at = Counter(entry.model.name for entry in entries if entry.callable)
    return [
        replace(entry.model, id=name)
        for entry in entries
        if entry.callable
        for name in _names(entry, leads, alone=at[entry.model.name] == 1)
    ]


def listed_as(name: str, model: Model, provider: Provider) -> ListedModel:
    """This model under a name that resolved to it."""
    able = Capabilities(model.chat, model.tools, model.vision, model.reasoning, model.context_window)
    created = int(model.created_at.timestamp())
    return ListedModel(name, model.pk, model.name, created, provider.slug, provider.name, able)


def askable(name: str) -> bool:
    """Can a row have this name? Postgres takes neither U+0000 nor half a surrogate pair."""
    return len(name) <= _LONGEST and "\0" not in name and not _HALF_A_PAIR.search(name)


def shown(name: str) -> str:
    """The beginning of a name as a sentence can repeat it, whatever a caller sent."""
    beginning = name[:_LONGEST_SHOWN] + ("…" if len(name) > _LONGEST_SHOWN else "")
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in beginning)


def _entry(row: Sequence[Any]) -> _Entry:
    pk, name, created, slug, provider, *able, callable_now, aliases = row
    model = ListedModel(name, pk, name, created, slug, provider, Capabilities(*able))
    return _Entry(model, callable_now, aliases)


def _leads(entries: Sequence[_Entry]) -> dict[str, int]:
    """The id of the model that each name leads to."""
    # Backwards: the first provider that has a name keeps it.
    there = [entry for entry in reversed(entries) if entry.callable]
    qualified = {entry.qualified: entry.model.model_id for entry in there}
    bare = {entry.model.name: entry.model.model_id for entry in there}
    aliases = {alias: entry.model.model_id for entry in entries for alias in entry.aliases}
    return qualified | bare | aliases


def _names(entry: _Entry, leads: Mapping[str, int], *, alone: bool) -> Iterable[str]:
    bare, qualified = entry.model.name, entry.qualified
    better = (bare, qualified) if alone else (qualified, bare)
    own = [name for name in better if leads[name] == entry.model.model_id]
    return dict.fromkeys([*own[:1], *entry.aliases])
