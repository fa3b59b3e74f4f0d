"""Brings listed prices into our own rows. What an admin entered is never changed, and always wins."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from chatapp.providers.models import BUILT_IN_URL, Model, Price
from chatapp.providers.prices.listed_price import ListedPrice

logger = logging.getLogger(__name__)

_SECONDS: Final = 60
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
    # Of the priced ones: a large prompt costs more than the price that was taken.
    tiered: list[str]

    def sentences(self) -> list[str]:
        """What became of the models, in words."""
        said = [
            (self.priced, f"Priced by {self.source}"),
            (self.tiered, "Of these, large prompts cost more than the price that was taken"),
            (self.current, "Nothing new"),
            (self.entered, "Left as an admin entered it"),
            (self.unknown, "Not in the list, or its price changes with the time of day: enter it by hand"),
        ]
        return [f"{words}: {', '.join(names)}." for names, words in said if names]


def import_prices(models: QuerySet[Model]) -> Imported:
    """Price each model as the list does. Raises ListUnreadable.

    A model with a price that an admin entered is left as it is. One that was imported before gets what is new.
    """
    listable = models.exclude(provider__base_url=BUILT_IN_URL)
    rows = list(listable.select_related("provider").prefetch_related("prices"))
    source, prices = _read([(model.name, model.provider.base_url) for model in rows])
    done = Imported(source, [], [], [], [], [])
    with transaction.atomic():
        for model, listed in zip(rows, prices, strict=True):
            _import(model, listed, done)
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


def _import(model: Model, listed: Sequence[ListedPrice], done: Imported) -> None:
    known = list(model.prices.all())
    if any(not price.source for price in known):
        done.entered.append(str(model))
    elif not listed:
        done.unknown.append(str(model))
    elif added := _added(model, listed, known, done.source):
        Price.objects.bulk_create(added)
        done.priced.append(str(model))
        if any(price.has_tiers for price in listed):
            done.tiered.append(str(model))
    else:
        done.current.append(str(model))


def _added(model: Model, prices: Sequence[ListedPrice], known: Sequence[Price], source: str) -> list[Price]:
    """What the list has and our rows have not."""
    moments = {price.valid_from: price for price in known}
    if known and len(prices) == 1:
        # It says no day: the price changed some time since the last import.
        newest = max(known, key=lambda price: price.valid_from)
        return [] if _same(newest, prices[0]) else [_row(model, timezone.now(), prices[0], source)]
    return [
        _row(model, moment, price, source)
        for price in prices
        if (moment := _moment(price.since, single=len(prices) == 1)) not in moments
    ]


def _moment(since: date | None, *, single: bool) -> datetime:
    if since is None:
        return timezone.now() if single else _BEGINNING
    return datetime.combine(since, time(), UTC)


def _same(row: Price, price: ListedPrice) -> bool:
    return all(getattr(row, unit) == amount for unit, amount in price.units.items())


def _row(model: Model, moment: datetime, price: ListedPrice, source: str) -> Price:
    return Price(model=model, valid_from=moment, source=source, **price.units)
