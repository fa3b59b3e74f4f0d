"""The product's icons: symbols that every page holds once, templates/_icons.svg.

In a file of their own a browser asks for them anew for each icon that it shows: hundreds of times in a chat.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Decoration only: the text or the label beside it has the meaning."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#icon-{}"></use></svg>', name)
