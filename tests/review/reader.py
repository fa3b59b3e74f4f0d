"""Somebody who reads the review: follows the links of a page, fills in its forms, and counts clicks."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.test import Client


class Reader:
    def __init__(self, client: Client) -> None:
        self._client = client
        self.clicks = 0
        self._show("/admin/review/")

    def follow(self, words: str) -> None:
        """The first link whose text begins with these words."""
        self._click(next(address for text, address in self._page.links if text.startswith(words)))

    def submit(self, action: str, **fields: str) -> None:
        """A form of the page, with what its hidden fields hold."""
        form = next(form for form in self._page.forms if urlsplit(form.action).path == action)
        for name, value in fields.items():
            choices = form.fields[name]
            assert not choices or value in choices, f"{value} is no choice of {name}"
        self._click(action or self._path, {**form.hidden, **fields})

    @property
    def text(self) -> str:
        return " ".join(self._page.text.split())

    @property
    def context(self) -> Any:
        return self._response.context

    def _click(self, address: str, query: dict[str, str] | None = None) -> None:
        self.clicks += 1
        if address.startswith("?"):
            address = self._path + address
        self._show(address, query)

    def _show(self, address: str, query: dict[str, str] | None = None) -> None:
        self._path = urlsplit(address).path
        self._response = self._client.get(address, query)
        assert self._response.status_code == 200
        self._page = _Page(self._response.content.decode())


class _Form:
    def __init__(self, action: str) -> None:
        self.action = action
        self.hidden: dict[str, str] = {}
        # Name -> the values of a select; empty: any.
        self.fields: dict[str, list[str]] = {}


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[_Form] = []
        self.text = ""
        self._link: str | None = None
        self._inside = ""
        self._select = ""
        self._is_hint = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "title":
            self._is_hint = True
        elif tag == "a":
            self._link, self._inside = found.get("href"), ""
        elif tag == "form":
            self.forms.append(_Form(found.get("action", "")))
        elif tag == "input" and found.get("type") == "hidden":
            self.forms[-1].hidden[found["name"]] = found.get("value", "")
        elif tag in ("input", "select") and self.forms and "name" in found:
            self._select = found["name"]
            self.forms[-1].fields[self._select] = []
        elif tag == "option":
            self.forms[-1].fields[self._select].append(found.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._is_hint = False
        elif tag == "a" and self._link is not None:
            self.links.append((" ".join(self._inside.split()), self._link))
            self._link = None

    def handle_data(self, data: str) -> None:
        # What a mouse has to wait for is not read.
        if not self._is_hint:
            self.text += f" {data}"
            self._inside += data
