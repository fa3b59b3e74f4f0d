"""The forms of groups: a name, and people by their addresses."""

import re

from django import forms
from django.core.exceptions import ValidationError

from chatapp.accounts.models import User

_between = re.compile(r"[\s,;]+")


class GroupForm(forms.Form):
    name = forms.CharField(label="Name", max_length=100, widget=forms.TextInput({"autocomplete": "off"}))


class PeopleForm(forms.Form):
    """`people` becomes the accounts with these addresses."""

    people = forms.CharField(
        label="Addresses, several with commas between them",
        max_length=10_000,
        widget=forms.TextInput({"autocomplete": "off", "list": "colleagues"}),
    )

    def clean_people(self) -> list[User]:
        wanted = {address.lower() for address in _between.split(self.cleaned_data["people"]) if address}
        found = list(User.objects.filter(email__in=wanted, is_active=True).order_by("email"))
        if missing := sorted(wanted - {person.email for person in found}):
            raise ValidationError(f"Nobody here has the address {', '.join(missing[:3])}.")
        return found
