"""The import map: bare names of JavaScript modules to the files that are served."""

import json
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chatapp.web.vendor import MODULES

register = template.Library()

# Scripts that run before any module could.
CLASSIC = {"theme.js", "first-keys.js", "loading.js"}


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
def module_preloads() -> SafeString:
    """Lets the browser fetch our modules side by side instead of one import after the other."""
    paths = [(static(path),) for path in own_modules().values()]
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', paths)


def own_modules() -> dict[str, str]:
    """`#chat/<name>` (the prefix that package.json gives Node) -> static path, of every module below static/js."""
    root = settings.BASE_DIR / "static" / "js"
    files = sorted(path.relative_to(root) for path in root.rglob("*.js") if path.name not in CLASSIC)
    return {f"#chat/{path.with_suffix('').as_posix()}": str(Path("js") / path) for path in files}


@cache
def _import_map() -> SafeString:
    imports = {name: static(path) for name, path in (own_modules() | MODULES).items()}
    return mark_safe(json.dumps({"imports": imports}))  # noqa: S308 - names and paths of our own files
