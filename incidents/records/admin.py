"""Work tables in the administration: to look at, never to change; each shows only what the person may see.

What roles follow is configuration beside them.
"""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.admin_base import ReadOnlyAdmin, ReadOnlyHistoryAdmin, SignedAdmin
from accounts.admin_site import register
from incidents.records.models import Incident, Link, Watcher
from incidents.records.operations.subscribing import save_role_subscription
from incidents.records.subscription_models import RoleSubscription
from incidents.records.task_models import Task
from incidents.records.timeline_models import Attachment, Entry


@register(RoleSubscription)
class RoleSubscriptionAdmin(SignedAdmin):
    """What the members of a role follow until they choose for themselves; it gives no right to read."""

    fields = ("role", "service", "team", "wanted")
    fixed_after_adding = ("role", "service", "team")
    list_display = ("role", "service", "team", "wanted")
    list_select_related = ("role", "service", "team")

    def save_row(self, row: RoleSubscription, form: Any, *, by: Actor, why: str) -> None:
        save_role_subscription(row, by=by, why=why)


@register(Incident)
class IncidentAdmin(ReadOnlyHistoryAdmin):
    """Incidents that the person may see anyway; configuring gives no right to read them (ROL-06)."""

    list_display = ("number", "title", "state", "priority", "service", "team", "assignee", "reported_at")
    list_filter = ("state", "priority", "major_state")
    search_fields = ("number", "title")
    list_select_related = ("service", "team", "assignee")
    date_hierarchy = "reported_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        return Incident.objects.visible_to(request.user)  # type: ignore[arg-type]


class PartAdmin(ReadOnlyAdmin):
    """Something that hangs on an incident: seen with it or not at all."""

    incident_field = "incident"
    search_fields = ("incident__number", "incident__title")
    list_select_related: ClassVar[Any] = ("incident",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = Incident.objects.visible_to(request.user).order_by()  # type: ignore[arg-type]
        return super().get_queryset(request).filter(**{f"{self.incident_field}__in": visible})


@register(Entry)
class EntryAdmin(PartAdmin):
    """The timeline."""

    list_display = ("id", "incident", "kind", "story", "author_name", "channel", "recorded_at")
    list_filter = ("kind", "channel", "is_public")
    fields = (
        "incident",
        "kind",
        "story",
        "is_public",
        "author_name",
        "channel",
        "body",
        "facts",
        "happened_at",
        "recorded_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        readable = Entry.objects.visible_to(request.user)  # type: ignore[arg-type]
        return super().get_queryset(request).filter(pk__in=readable.order_by().values("pk"))


@register(Attachment)
class AttachmentAdmin(PartAdmin, ReadOnlyHistoryAdmin):
    """Files, without a way to open them: that goes through the incident and its access check."""

    list_display = ("name", "incident", "content_type", "size", "is_private", "uploaded_by", "uploaded_at")
    list_select_related = ("incident", "uploaded_by")
    search_fields = ("name", "incident__number")
    fields = (
        "incident",
        "name",
        "content_type",
        "size",
        "digest",
        "is_private",
        "uploaded_by",
        "uploaded_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        visible = Attachment.objects.visible_to(request.user)  # type: ignore[arg-type]
        return super().get_queryset(request).filter(pk__in=visible.order_by().values("pk"))


@register(Watcher)
class WatcherAdmin(PartAdmin, ReadOnlyHistoryAdmin):
    """Who follows which incident."""

    list_display = ("user", "incident", "may_reply")
    list_select_related = ("user", "incident")
    fields = ("incident", "user", "may_reply")


@register(Link)
class LinkAdmin(PartAdmin, ReadOnlyHistoryAdmin):
    """Which incidents belong together."""

    incident_field = "source"
    list_display = ("source", "kind", "target", "created_at")
    list_select_related = ("source", "target")
    search_fields = ("source__number", "target__number")
    fields = ("source", "kind", "target", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Link]:
        visible = Incident.objects.visible_to(request.user).order_by()  # type: ignore[arg-type]
        return super().get_queryset(request).filter(target__in=visible)


@register(Task)
class TaskAdmin(PartAdmin, ReadOnlyHistoryAdmin):
    """Pieces of work on incidents."""

    list_display = ("title", "incident", "assignee", "is_mandatory", "due_at", "done_at")
    list_select_related = ("incident", "assignee")
    search_fields = ("title", "incident__number")
    fields = ("incident", "title", "assignee", "is_mandatory", "due_at", "done_at", "created_at")
