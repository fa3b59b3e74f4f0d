"""The tables of a model's page: prices, aliases, fallbacks."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet

from chatapp.backoffice.history import AdminsOnly, is_reviewer
from chatapp.providers.admin import tier_lines
from chatapp.providers.models import Alias, Fallback, Model, Price

if TYPE_CHECKING:
    _AliasForm = forms.ModelForm[Alias]
    _FallbackForm = forms.ModelForm[Fallback]
    _PriceForm = forms.ModelForm[Price]
    _ModelChoice = forms.ModelChoiceField[Model]
else:  # generic for the type checker only
    _AliasForm = _FallbackForm = _PriceForm = forms.ModelForm
    _ModelChoice = forms.ModelChoiceField

MOST_FALLBACKS = 5


def at_provider(model: Model) -> str:
    """Two providers may have models of one name."""
    return f"{model} ({model.provider})"


class PartInline(AdminsOnly, TabularInline):
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_reviewer(request)

    def formfield_for_dbfield(self, *arguments: Any, **named: Any) -> forms.Field | None:
        """Only the heads of the columns name the fields of a row, and nobody hears those."""
        field: forms.Field | None = super().formfield_for_dbfield(*arguments, **named)
        if field:
            field.widget.attrs["aria-label"] = str(field.label)
        return field


class TiersField(forms.CharField):
    """Written in lines, kept as a list."""

    def __init__(self) -> None:
        words = "One a line, for example: flex, above 200000: input 1.25, output 5"
        widget = forms.Textarea(attrs={"rows": 2, "cols": 40, "aria-label": "Tiers"})
        super().__init__(required=False, help_text=words, widget=widget, max_length=5000)

    def prepare_value(self, value: Any) -> Any:
        return tier_lines.shown(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        try:
            return tier_lines.read(super().to_python(value) or "")
        except tier_lines.BadLine as error:
            raise forms.ValidationError(str(error)) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), (data or "").replace("\r\n", "\n"))


class PriceForm(_PriceForm):
    tiers = TiersField()

    class Meta:
        model = Price
        fields = (
            "valid_from", "input", "cached_input", "audio_input", "output", "reasoning_output", "audio_output",
            "per_call", "tiers",
        )  # fmt: skip

    def save(self, commit: bool = True) -> Price:
        """What an admin changes is the admin's: no import changes it again."""
        self.instance.source = ""
        return super().save(commit)


class PriceInline(PartInline):
    model = Price
    form = PriceForm
    verbose_name_plural = "prices (US dollars per million tokens)"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The built-in model is never unpriced: its prices are added to, not taken away."""
        return super().has_delete_permission(request, obj) and not (obj and obj.provider.built_in)


class AliasForm(_AliasForm):
    class Meta:
        model = Alias
        fields = ("name",)
        help_texts = {"name": "It wins over a model that has this name."}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not name.isprintable():
            raise forms.ValidationError("An alias has only characters that one can see: type it again.")
        others = Alias.objects.exclude(pk=self.instance.pk).select_related("model__provider")
        if other := others.filter(name=name).first():
            raise forms.ValidationError(f"“{name}” is an alias of {at_provider(other.model)} already.")
        return name


class AliasFormSet(PaginationInlineFormSet):
    def get_unique_error_message(self, unique_check: Any) -> str:
        return "An alias is listed twice: remove one of the two."


class AliasInline(PartInline):
    model = Alias
    form = AliasForm
    formset = AliasFormSet
    verbose_name_plural = "aliases (other names for callers of the API)"


class ModelChoice(_ModelChoice):
    def label_from_instance(self, obj: Model) -> str:
        return at_provider(obj)


class FallbackForm(_FallbackForm):
    class Meta:
        model = Fallback
        fields = ("position", "to")
        labels = {"to": "Model"}
        help_texts = {"position": "The lowest is asked first."}

    def clean_to(self) -> Model:
        to: Model = self.cleaned_data["to"]
        if to.pk == self.instance.model_id:
            raise forms.ValidationError("A model cannot fall back to itself: choose another one.")
        return to


class FallbackFormSet(PaginationInlineFormSet):
    default_error_messages = {
        "too_many_forms": f"A model falls back to at most {MOST_FALLBACKS} others: remove some."
    }

    def get_unique_error_message(self, unique_check: Any) -> str:
        return "A model is listed twice: remove one of the two."

    def save(self, commit: bool = True) -> Any:
        """Leaves no gaps and no ties: who sees 1, 2, 3 knows what to write to change the order."""
        saved = super().save(commit)
        for number, fallback in enumerate(Fallback.objects.filter(model=self.instance), start=1):
            if fallback.position != number:
                Fallback.objects.filter(pk=fallback.pk).update(position=number)
        return saved


class FallbackInline(PartInline):
    model = Fallback
    fk_name = "model"
    form = FallbackForm
    formset = FallbackFormSet
    autocomplete_fields = ("to",)
    ordering_field = "position"
    max_num = MOST_FALLBACKS
    verbose_name_plural = "falls back to (where this model cannot answer)"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, validate_max=True, **kwargs)
        # Read-only pages lack the field.
        if to := formset.form.base_fields.get("to"):
            to.widget.can_add_related = to.widget.can_change_related = to.widget.can_view_related = False
        return formset

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, form_class=ModelChoice, **kwargs)
