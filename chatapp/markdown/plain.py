"""A line or a paragraph of Markdown as text. Pure."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["plain"]

_parser = MarkdownIt("commonmark").enable("strikethrough")
# To it `List<int>` is text.
_without_html = MarkdownIt("commonmark").enable("strikethrough").disable("html_inline")


def plain(inline: str, *, html: bool = True) -> str:
    """The text without the marks of links, code and emphasis; of an image its description. HTML is left out, or is text
    where the line knows none (`html` false)."""
    parser = _parser if html else _without_html
    return _text(parser.parseInline(inline)).strip()


def _text(tokens: Sequence[Token]) -> str:
    return "".join(_of(token) for token in tokens)


def _of(token: Token) -> str:
    if token.children is not None:
        return _text(token.children)
    if token.type.endswith("break"):
        return "\n"
    return "" if token.type == "html_inline" else token.content
