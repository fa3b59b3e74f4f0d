"""The pages' styles and modules, and the import map: bare names of modules to the files that are served."""

import json
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chatapp.web import bundle
from chatapp.web.vendor import MODULES

register = template.Library()

# Scripts that run before any module could.
CLASSIC = {"theme.js", "first-keys.js", "loading.js"}
# What the merged modules look up while they run: the worker is fetched by its address, and so is what it imports.
RESOLVED = (
    "#chat/markdown/parser/markdown-worker",
    "marked",
    "#chat/markdown/parser/dollars",
    "#chat/markdown/parser/markdown-parser",
    "highlight.js",
)


@register.simple_tag(takes_context=True)
def import_map(context: Context) -> SafeString:
    """The one inline script of a page; its nonce is the one of the content security policy.

    Django renders the page of an error 500 without the request: no nonce, and no script that would need the map.
    """
    if "request" not in context:
        return SafeString()
    nonce = context["request"].csp_nonce
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, _import_map())


@register.simple_tag
def module(name: str) -> SafeString:
    """A module of a page, by its path below static/js without the suffix."""
    return format_html('<script type="module" src="{}"></script>', static(bundle.entry(name)))


@register.simple_tag
def styles(name: str) -> SafeString:
    """The styles of a page, by their name in the bundle."""
    links = ((static(path),) for path in bundle.styles(name))
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def static_version() -> str:
    """What all static files of this version are known by; where none are collected it is empty."""
    return getattr(staticfiles_storage, "manifest_hash", "")


def own_modules() -> dict[str, str]:
    """`#chat/<name>` (the prefix that package.json gives Node) -> static path, of every module below static/js."""
    root = settings.BASE_DIR / "static" / "js"
    files = sorted(path.relative_to(root) for path in root.rglob("*.js") if path.name not in CLASSIC)
    return {f"#chat/{path.with_suffix('').as_posix()}": str(Path("js") / path) for path in files}


@cache
def _import_map() -> SafeString:
    modules = own_modules() | MODULES
    names = RESOLVED if bundle.is_served() else modules
    imports = {name: static(modules[name]) for name in names}
    return mark_safe(json.dumps({"imports": imports}))  # noqa: S308 - names and paths of our own files
