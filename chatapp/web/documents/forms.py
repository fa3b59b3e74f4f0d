"""The forms of a collection: what it is, and who may."""

from django import forms
from django.core.exceptions import ValidationError

from chatapp.accounts.models import Group, User
from chatapp.knowledge import languages
from chatapp.knowledge.models import GrantRole
from chatapp.knowledge.models.web_page import Every


def _languages() -> list[tuple[str, str]]:
    names = [(name, name.capitalize()) for name in languages.known()]
    return [*names, (languages.ANY, "Another one, or several")]


class CollectionForm(forms.Form):
    name = forms.CharField(max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
    description = forms.CharField(
        label="What is in it (optional)", max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    language = forms.ChoiceField(
        choices=_languages,
        initial=languages.DEFAULT,
        help_text="Of most of its documents: the search then takes the forms of a word for one. Longer documents in"
        " another language are recognised.",
    )


class OwnerForm(forms.Form):
    """`person` becomes the account with this address."""

    person = forms.CharField(
        label="Address of a person",
        max_length=254,
        widget=forms.TextInput({"autocomplete": "off", "list": "holders"}),
    )

    def clean_person(self) -> User:
        found = User.objects.filter(email=self.cleaned_data["person"].lower(), is_active=True).first()
        if found is None:
            raise ValidationError("No person has this address.")
        return found


class ShareForm(forms.Form):
    """`holder` becomes the account with this address, or the group of this name."""

    holder = forms.CharField(
        label="Address of a person, or name of a group",
        max_length=254,
        widget=forms.TextInput({"autocomplete": "off", "list": "holders"}),
    )
    role = forms.TypedChoiceField(label="They", choices=GrantRole.choices, coerce=GrantRole)

    def __init__(self, owner: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._owner = owner

    def clean_holder(self) -> User | Group:
        typed = self.cleaned_data["holder"]
        person = User.objects.filter(email=typed.lower(), is_active=True).first()
        if person == self._owner:
            raise ValidationError("The collection is yours already.")
        found = person or Group.objects.filter(name__iexact=typed).first()
        if found is None:
            raise ValidationError("No person has this address, and no group this name.")
        return found


class WebPageForm(forms.Form):
    address = forms.CharField(
        label="Add a web address",
        max_length=2000,
        widget=forms.URLInput({"placeholder": "https://", "autocomplete": "off"}),
    )
    every = forms.TypedChoiceField(
        label="Fetch it", choices=Every.choices, coerce=lambda hours: Every(int(hours)), initial=Every.DAY
    )


class ConfirmationForm(forms.Form):
    months = forms.IntegerField(
        label="Months after which a document is to be confirmed (0: never)", min_value=0, max_value=120
    )


class VerifiedAnswerForm(forms.Form):
    question = forms.CharField(max_length=300, widget=forms.TextInput({"autocomplete": "off"}))
    wordings = forms.CharField(
        label="How else it is asked (optional), one wording a line",
        max_length=1500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    text = forms.CharField(
        label="Answer", max_length=20_000, widget=forms.Textarea({"rows": 10}), help_text="As Markdown."
    )


class TitleForm(forms.Form):
    title = forms.CharField(max_length=300)
