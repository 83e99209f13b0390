"""What the roles are told of until their members choose for themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.admin_base import SignedAdmin
from accounts.admin_forms import SignedForm
from accounts.admin_site import register
from accounts.notices.choices import Way
from accounts.notices.reach.models import RoleDefaults
from accounts.notices.reach.operations import save_role_defaults
from accounts.notices.reach.rules import cell, is_on
from accounts.notices.reach.topics import known_topics


class RoleDefaultsForm(SignedForm):
    """A role and the cells of the matrix that are ticked for its members."""

    told = forms.MultipleChoiceField(
        label=_("Told of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Besides the inbox, which has everything. Of several roles, one that tells is enough. "
            "Acknowledgement and resolution always go to the requester."
        ),
    )

    class Meta:
        model = RoleDefaults
        fields = ("role",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "told" not in self.fields:
            return
        told: Any = self.fields["told"]
        told.choices = [
            (cell(topic.slug, way), _("%(event)s: by %(way)s") % {"event": topic.label, "way": way.label})
            for topic in known_topics()
            for way in Way
        ]
        told.initial = [
            cell(topic.slug, way)
            for topic in known_topics()
            for way in Way
            if is_on(topic.row, way, self.instance.choices, [])
        ]


@register(RoleDefaults)
class RoleDefaultsAdmin(SignedAdmin):
    """Notices of roles."""

    form = RoleDefaultsForm
    fields = ("role", "told")
    fixed_after_adding = ("role",)
    list_display = ("role",)
    list_select_related = ("role",)

    def save_row(self, row: RoleDefaults, form: Any, *, by: Actor, why: str) -> None:
        ticked = set(form.cleaned_data["told"])
        row.choices = {name: name in ticked for name, _label in form.fields["told"].choices}
        save_role_defaults(row, by=by, why=why)
