"""The forms of people and roles."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.admin_forms import SignedForm
from accounts.choices import Right
from accounts.people.models import User, known_zones


class PersonForm(SignedForm):
    """A person with roles; a new password only where one is typed."""

    time_zone = forms.ChoiceField(label=_("Time zone"))
    roles = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty to keep it. Somebody new can also choose one by “Forgot password?”."),
    )

    class Meta:
        model = User
        fields = ("username", "email")
        widgets = {"username": AdminTextInputWidget}
        labels = {"is_staff": _("May enter the administration")}
        help_texts = {"is_staff": _("Together with the role Administrator or Auditor.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            zones = sorted(known_zones())
            self.fields["time_zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]
            self.fields["time_zone"].initial = self.instance.time_zone
        if "roles" in self.fields and self.instance.pk:
            self.fields["roles"].initial = list(self.instance.groups.all())

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        if password:
            validate_password(password, self.instance)
        return password


class RoleForm(SignedForm):
    """A role: a name and the rights it gives."""

    rights = forms.MultipleChoiceField(
        label=_("Rights"), required=False, choices=Right.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Group
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "rights" in self.fields:
            given = Permission.objects.filter(group=self.instance, content_type__model="rightset")
            self.fields["rights"].initial = list(given.values_list("codename", flat=True))

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if Group.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a role with this name already."), "guard_failed")
        return name
