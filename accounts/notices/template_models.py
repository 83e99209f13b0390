"""The words that administrators put in the place of the standard ones (ADM-05)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import signed_history
from accounts.notices.choices import TemplateWay


class NoticeTemplate(models.Model):
    """The words of one message in one language, for one way or for all that have none of their own."""

    key = models.CharField(_("message"), max_length=60)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    way = models.CharField(_("for"), max_length=10, choices=TemplateWay, default=TemplateWay.ALL)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True, max_length=10_000)

    history = signed_history()

    class Meta:
        ordering = ("key", "language", "way")
        verbose_name = _("notice template")
        verbose_name_plural = _("notice templates")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language", "way"],
                name="accounts_notice_template_once",
                violation_error_message=_("There are own words for this message, language and way already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}, {self.get_language_display()}, {self.get_way_display()}"
