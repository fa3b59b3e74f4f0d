"""The names of assistants in addresses and in `/v1/models`: made of the first name, and never changed after."""

from django.utils.text import slugify

from chatapp.assistants.models import Assistant

__all__ = ["free_slug"]

_LONGEST = 80
_OF_PAGES = frozenset({"new", "default"})


def free_slug(name: str) -> str:
    """One that no assistant has, deleted ones included; a number is added where it is taken."""
    wanted = slugify(name)[:_LONGEST].strip("-_") or "assistant"
    taken = set(Assistant.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | _OF_PAGES
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
