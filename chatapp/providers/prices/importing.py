"""Brings listed prices into our own rows. What an admin entered is never changed, and always wins."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Sequence, Set
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from chatapp.providers.models import BUILT_IN_URL, Model, Price
from chatapp.providers.prices.listed_price import ListedPrice
from chatapp.providers.prices.litellm_list import LiteLLMList

logger = logging.getLogger(__name__)

_SECONDS: Final = 60
# The source of a price that was taken from a list that an admin uploaded, and of one that an admin entered.
_UPLOADED: Final = "LiteLLM"
_ENTERED: Final = ""
_BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)


class ListUnreadable(Exception):
    pass


class Imported(NamedTuple):
    """The name of the list, and the names of models by what became of them."""

    source: str
    priced: list[str]
    current: list[str]
    entered: list[str]
    unknown: list[str]

    def sentences(self) -> list[str]:
        """What became of the models, in words."""
        said = [
            (self.priced, f"Priced by {self.source}"),
            (self.current, "Nothing new"),
            (self.entered, "Left as an admin entered or uploaded it"),
            (self.unknown, "Not in the list, or its price changes with the time of day: enter it by hand"),
        ]
        return [f"{words}: {', '.join(names)}." for names, words in said if names]


def import_prices(models: QuerySet[Model]) -> Imported:
    """Price each model as the list does. Raises ListUnreadable.

    A model with a price that an admin entered or uploaded is left as it is: an uploaded list knows the tiers, too. One
    that was imported before gets what is new.
    """
    rows = _listable(models)
    source, prices = _read([(model.name, model.provider.base_url) for model in rows])
    return _import_all(rows, source, prices, {_ENTERED, _UPLOADED})


def import_uploaded(models: QuerySet[Model], uploaded: LiteLLMList) -> Imported:
    """The same from a list that somebody uploaded. It knows no days: what is new holds from now on."""
    rows = _listable(models)
    prices = [uploaded.prices(model.name, model.provider.base_url) for model in rows]
    return _import_all(rows, _UPLOADED, prices, {_ENTERED})


def _listable(models: QuerySet[Model]) -> Sequence[Model]:
    listable = models.exclude(provider__base_url=BUILT_IN_URL)
    return list(listable.select_related("provider").prefetch_related("prices"))


def _import_all(
    models: Sequence[Model], source: str, prices: Sequence[Sequence[ListedPrice]], kept: Set[str]
) -> Imported:
    """`kept`: a model with a price of one of these sources is left as it is."""
    done = Imported(source, [], [], [], [])
    with transaction.atomic():
        for model, listed in zip(models, prices, strict=True):
            _import(model, listed, done, kept)
    return done


def _read(asked: Sequence[tuple[str, str]]) -> tuple[str, Sequence[Sequence[ListedPrice]]]:
    """The name of the list, and its prices of each model, the oldest first; none of those that it does not know."""
    command = [sys.executable, "-m", "chatapp.providers.prices.price_list"]
    try:
        child = subprocess.run(
            command, input=json.dumps(asked).encode(), capture_output=True, check=True, timeout=_SECONDS,
            cwd=settings.BASE_DIR,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", None) or b""
        logger.exception("The list of prices cannot be read: %s", said.decode(errors="replace"))
        raise ListUnreadable("The list of prices cannot be read; the server's log says more.") from error
    answer = json.loads(child.stdout)
    prices = [[ListedPrice.from_json(price) for price in each] for each in answer["prices"]]
    return answer["source"], prices


def _import(model: Model, listed: Sequence[ListedPrice], done: Imported, kept: Set[str]) -> None:
    known = list(model.prices.all())
    if any(price.source in kept for price in known):
        done.entered.append(str(model))
    elif not listed:
        done.unknown.append(str(model))
    elif added := _added(model, listed, known, done.source):
        Price.objects.bulk_create(added)
        done.priced.append(str(model))
    else:
        done.current.append(str(model))


def _added(model: Model, prices: Sequence[ListedPrice], known: Sequence[Price], source: str) -> list[Price]:
    """What the list has and our rows have not."""
    moments, single = {price.valid_from for price in known}, len(prices) == 1
    dated = [(_moment(price.since, single=single), price) for price in prices]
    added = [_row(model, moment, price, source) for moment, price in dated if moment not in moments]
    if added and not (known and single):
        return added
    now = timezone.now()
    held = max((price for price in known if price.valid_from <= now), key=_valid_from, default=None)
    listed = next((price for moment, price in reversed(dated) if moment <= now), prices[0])
    # The list says no day, or knows more of the same one: it changed some time since the last import.
    return [] if held is None or _same(held, listed) else [_row(model, now, listed, source)]


def _valid_from(price: Price) -> datetime:
    return price.valid_from


def _moment(since: date | None, *, single: bool) -> datetime:
    if since is None:
        return timezone.now() if single else _BEGINNING
    return datetime.combine(since, time(), UTC)


def _same(row: Price, price: ListedPrice) -> bool:
    units = all(getattr(row, unit) == amount for unit, amount in price.units.items())
    return units and row.tiers == [tier.to_json() for tier in price.tiers]


def _row(model: Model, moment: datetime, price: ListedPrice, source: str) -> Price:
    tiers = [tier.to_json() for tier in price.tiers]
    return Price(model=model, valid_from=moment, source=source, tiers=tiers, **price.units)
