"""The same collection through `bm25s`, where somebody installed it: no dependency of the product."""

from __future__ import annotations

import importlib
import importlib.util
import logging
from typing import Any

__all__ = ["NAME", "ranked"]

NAME = "bm25s"


def ranked(
    documents: dict[str, str], queries: dict[str, str], depth: int, language: str
) -> dict[str, list[str]] | None:
    """The ids of the best documents of each query; None where it is not installed.

    With its stop words of the language, and with stems where `PyStemmer` is there, too; else as it comes.
    """
    if importlib.util.find_spec(NAME) is None:
        return None
    bm25s: Any = importlib.import_module(NAME)
    logging.getLogger(NAME).setLevel(logging.ERROR)
    how = {"stopwords": language, "stemmer": _stemmer(language), "show_progress": False}
    ids = list(documents)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(documents.values()), **how), show_progress=False)
    # Lists of words, not of numbers: each call of `tokenize` numbers its words anew.
    asked = bm25s.tokenize(list(queries.values()), return_ids=False, **how)
    found, scores = index.retrieve(asked, corpus=ids, k=min(depth, len(ids)), show_progress=False)
    return {
        query: [document for document, score in zip(best, good, strict=True) if score > 0]
        for query, best, good in zip(queries, found.tolist(), scores.tolist(), strict=True)
    }


def _stemmer(language: str) -> Any:
    if importlib.util.find_spec("Stemmer") is None:
        return None
    return importlib.import_module("Stemmer").Stemmer(language)
