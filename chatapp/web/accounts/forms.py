"""The forms of accounts: allauth's with our words, and ours."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from chatapp.accounts.models import Role, User


class LoginForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocomplete": "username"}
        self.fields["password"].help_text = ""


class ResetPasswordForm(allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["email"].widget.attrs["autofocus"] = True


class ResetPasswordKeyForm(allauth.ResetPasswordKeyForm):
    """Asks once: the field can be made visible, and a typing error is a second link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _plain(self)
        self.fields["password1"].widget.attrs["autofocus"] = True
        self.fields["password1"].label = "New password"
        self.fields["password1"].help_text = password_rules()


class ChangePasswordForm(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _plain(self)
        self.fields["oldpassword"].widget.attrs["autofocus"] = True
        self.fields["oldpassword"].label = "Current password"
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = "New password"
        self.fields["password1"].help_text = password_rules()


class NewPersonForm(forms.Form):
    """The form of a new account: a name and a password."""

    name = forms.CharField(
        label="Your name", max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        strip=False, max_length=1024, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = password_rules()

    def clean(self) -> None:
        """A password must not be like the name and the address beside it."""
        values = super().clean() or self.cleaned_data
        person = User(email=values.get("email", self.address), name=values.get("name", ""))
        try:
            validate_password(values.get("password", ""), person)
        except ValidationError as error:
            if "password" in values:
                self.add_error("password", error)


class SetupForm(NewPersonForm):
    """The first admin says the address too; an invitation has it."""

    email = forms.EmailField(max_length=254, widget=forms.EmailInput({"autocomplete": "username"}))
    field_order = ("name", "email", "password")


class InviteForm(forms.Form):
    """What an admin says of the person whom they invite."""

    email = forms.EmailField(max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    name = forms.CharField(
        label="Name (optional)",
        max_length=150,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    role = forms.TypedChoiceField(choices=Role.choices, coerce=Role, initial=Role.MEMBER)


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(choices=Role.choices, coerce=Role)


class NameForm(forms.Form):
    name = forms.CharField(max_length=150, widget=forms.TextInput({"autocomplete": "name"}))


def password_rules() -> str:
    return password_validators_help_texts()[0]


def _plain(form: forms.Form) -> None:
    """Labels say what a field is; a placeholder that repeats them is gone as soon as one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
