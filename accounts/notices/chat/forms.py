"""What somebody says of an own address at a chat or SMS service."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.notices.chat.models import LONGEST_NAME
from accounts.notices.chat.opening import LONGEST_ADDRESS
from accounts.operation_form import OperationForm


class ChatAddressForm(OperationForm):
    """A name to know it by, and the address, which no page shows again."""

    # Not "name": another form on the page may have one.
    name = forms.CharField(
        label=_("Name of the address"), max_length=LONGEST_NAME, help_text=_("As you know it.")
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "What the service calls its web-hook, or an address as Apprise writes it, such as "
            "slack://token/token/token or ntfys://host/topic. It is kept sealed and "
            "never shown again, not even where it is refused."
        ),
    )
