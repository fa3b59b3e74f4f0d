"""The languages whose words the search knows the forms of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Final

from django.db import connection

from chatapp.markdown.code import without_code

__all__ = ["ANY", "DEFAULT", "detected", "known"]

ANY = "simple"
"""Words in lower case, as they are: for every other language, and for several in one collection."""

DEFAULT = "english"

_SAMPLE = 3000
"""Characters of the beginning of a text, and as many of its middle, that its language is read from."""
_FREQUENT = 40
"""Words of a sample that are looked at: the most frequent ones. Stop words are among them in every language."""
_FEWEST = 6
"""Stop words that a text of another language than its collection's has at least."""
_SHARE = 0.12
"""Of all its words."""
_LEAD = 2
"""So many times the stop words of the collection's language."""

_MOST_LOOKED_UP = 50_000
# Each word in thirty dictionaries takes Postgres as long as the passages of a short document, and they never change.
_looked_up: Final[dict[str, Sequence[str]]] = {}

_word = re.compile(r"[^\W\d_]{2,15}")

# A stop word leaves nothing; a configuration without stop words is not detected.
_STOP_WORDS = """
    SELECT word, array_agg(cfgname::text)
    FROM unnest(%s::text[]) AS word, pg_ts_config AS config
    WHERE pg_ts_config_is_visible(config.oid) AND to_tsvector(config.oid::regconfig, word) = ''::tsvector
    GROUP BY word
"""


def known() -> list[str]:
    """The text search configurations of this Postgres, but `ANY`, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT cfgname::text FROM pg_ts_config WHERE cfgname <> %s ORDER BY 1", [ANY]
        )
        return [row[0] for row in cursor.fetchall()]


def detected(texts: Sequence[str], default: str) -> list[str]:
    """The language of each text, by its stop words; `default` where another one is not beyond doubt."""
    samples = [_words(text) for text in texts]
    frequent = [dict(sample.most_common(_FREQUENT)) for sample in samples]
    stop_words = _stop_words(set().union(*frequent))
    return [
        _language(words, stop_words, default, of=sample.total())
        for words, sample in zip(frequent, samples, strict=True)
    ]


def _words(text: str) -> Counter[str]:
    middle = max(_SAMPLE, len(text) // 2)
    sample = without_code(f"{text[:_SAMPLE]}\n\n{text[middle : middle + _SAMPLE]}")
    return Counter(_word.findall(sample.lower()))


def _stop_words(words: Set[str]) -> dict[str, Sequence[str]]:
    """Of which languages each of the words is a stop word."""
    said = {word: _looked_up.get(word) for word in words}
    if unknown := sorted(word for word, languages in said.items() if languages is None):
        with connection.cursor() as cursor:
            cursor.execute(_STOP_WORDS, [unknown])
            found = dict(cursor.fetchall())
        if len(_looked_up) > _MOST_LOOKED_UP:
            _looked_up.clear()
        _looked_up.update((word, found.get(word, [])) for word in unknown)
        said |= {word: found.get(word, []) for word in unknown}
    return {word: languages for word, languages in said.items() if languages}


def _language(
    words: Mapping[str, int], stop_words: Mapping[str, Sequence[str]], default: str, *, of: int
) -> str:
    said: Counter[str] = Counter()
    for word, count in words.items():
        said.update(dict.fromkeys(stop_words.get(word, ()), count))
    best = max(sorted(said), key=said.__getitem__, default=default)
    enough = max(_FEWEST, _SHARE * of, _LEAD * said[default] + 1)
    return best if said[best] >= enough else default
