"""What hangs on an incident: the timeline, tasks, links, watchers, versions, and who was told."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import Http404
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import paging
from accounts.access.idempotency import idempotent
from accounts.access.views import created
from accounts.notices.models import Delivery, Notice
from incidents.api import answers, documentation, inputs
from incidents.api.documentation import documented
from incidents.api.representation import (
    entry_json,
    link_json,
    task_json,
    told_json,
    version_json,
    watcher_json,
)
from incidents.api.views.common import IncidentApiView, plain_name
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, LinkKind
from incidents.records.models import Incident, Link, Watcher
from incidents.records.operations import relating
from incidents.records.queries import versions_of
from incidents.records.task_models import Task
from incidents.records.timeline_models import Attachment, Entry

_TAG = "Parts of an incident"
_KEY = [documentation.IDEMPOTENCY_KEY]
ENTRY_ORDERINGS = paging.Orderings({"id": "id"}, default="id")
NOTICE_ORDERINGS = paging.Orderings({"id": "id"}, default="-id")


class StaffPartView(IncidentApiView):
    """A part that only the desk may look at."""

    def incident(self) -> Incident:
        """Return the incident, if the caller works at the desk."""
        found = super().incident()
        if not self.actor.user.is_staff_member:
            raise PermissionDenied
        return found


class Entries(IncidentApiView):
    """The timeline."""

    query_parameters = paging.PARAMETERS

    @documented(
        "entries_list",
        "Read the timeline",
        tag=_TAG,
        answer=documentation.list_of(answers.EntryOut),
        parameters=documentation.paging_parameters(ENTRY_ORDERINGS.columns),
    )
    def get(self, request: Request, number: str) -> Response:
        """Return a page of what was said and done, oldest first."""
        reader, user = self.reader, self.actor.user
        files = Attachment.objects.all() if reader.is_staff else Attachment.objects.filter(is_private=False)
        rows = (
            Entry.objects.visible_to(user)
            .filter(incident=self.incident())
            .select_related("incident", "author")
            .prefetch_related(Prefetch("attachments", files))
        )
        return paging.page(
            request, rows, ENTRY_ORDERINGS, lambda row: entry_json(row, reader, row.attachments.all())
        )

    @documented(
        "entries_create",
        "Reply or write a work note",
        tag=_TAG,
        request=inputs.EntryIn,
        answer=answers.EntryOut,
        status=201,
        problems=documentation.WRITE,
        parameters=_KEY,
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Say something; on a closed incident a requester's words open a follow-up, which `incident` names."""
        incident, values = self.incident(), self.read(inputs.EntryIn)
        entry = comment(incident, EntryKind(values["kind"]), values["body"], by=self.actor, now=self.now)
        return created(entry_json(entry, self.reader))


class Tasks(IncidentApiView):
    """Pieces of work."""

    @documented("tasks_list", "List tasks", tag=_TAG, answer=documentation.json_list(answers.TaskOut))
    def get(self, request: Request, number: str) -> Response:
        """Return the tasks; they are the desk's business."""
        incident = self.incident()
        if not self.actor.user.is_staff_member:
            return Response({"results": []})
        rows = incident.tasks.select_related("assignee")
        return Response({"results": [task_json(row) for row in rows]})

    @documented(
        "tasks_create",
        "Add a task",
        tag=_TAG,
        request=inputs.TaskIn,
        answer=answers.TaskOut,
        status=201,
        problems=documentation.WRITE,
        parameters=_KEY,
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Add a piece of work."""
        incident, values = self.incident(), self.read(inputs.TaskIn)
        return created(task_json(relating.add_task(incident, **values, by=self.actor, now=self.now)))


class TaskDetail(StaffPartView):
    """One piece of work."""

    @documented(
        "tasks_change",
        "Mark a task as done, or not",
        tag=_TAG,
        request=inputs.TaskDoneIn,
        answer=answers.TaskOut,
        problems=documentation.WRITE,
    )
    def patch(self, request: Request, number: str, pk: int) -> Response:
        """Mark it."""
        task = Task.objects.select_related("assignee").get(pk=pk, incident=self.incident())
        values = self.read(inputs.TaskDoneIn)
        return Response(task_json(relating.mark_task(task, done=values["done"], by=self.actor, now=self.now)))


class Links(IncidentApiView):
    """Links to other incidents."""

    def visible_links(self, incident: Incident) -> Any:
        """Return the links whose other end the caller may see, too."""
        seen = Incident.objects.visible_to(self.actor.user).order_by().values("pk")
        rows = Link.objects.select_related("source", "target")
        outgoing, incoming = Q(source=incident, target__in=seen), Q(target=incident, source__in=seen)
        return rows.filter(outgoing | incoming)

    @documented("links_list", "List links", tag=_TAG, answer=documentation.json_list(answers.LinkOut))
    def get(self, request: Request, number: str) -> Response:
        """Return the links from both ends."""
        incident = self.incident()
        return Response({"results": [link_json(row, incident) for row in self.visible_links(incident)]})

    @documented(
        "links_create",
        "Link to another incident",
        tag=_TAG,
        request=inputs.LinkIn,
        answer=answers.LinkOut,
        status=201,
        problems=documentation.WRITE,
        parameters=_KEY,
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Link the two; linking twice changes nothing."""
        incident, values = self.incident(), self.read(inputs.LinkIn)
        kind = LinkKind(values["kind"])
        row = relating.link(incident, values["target"], kind, by=self.actor, now=self.now)
        return created(link_json(row, incident))


class LinkDetail(Links):
    """One link."""

    http_method_names = ["delete", "options"]

    @documented("links_delete", "Take a link away", tag=_TAG, status=204, problems=documentation.WRITE)
    def delete(self, request: Request, number: str, pk: int) -> Response:
        """Take it away; both timelines remember it."""
        row = self.visible_links(self.incident()).filter(pk=pk).first()
        if row is None:
            raise Http404
        relating.unlink(row, by=self.actor, now=self.now)
        return Response(status=204)


class Watchers(IncidentApiView):
    """Who follows the incident."""

    @documented(
        "watchers_list", "List watchers", tag=_TAG, answer=documentation.json_list(answers.WatcherOut)
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the followers: the desk sees all, others see whether they follow it themselves."""
        rows = (
            Watcher.objects.filter(incident=self.incident()).select_related("user").order_by("user__username")
        )
        if not self.actor.user.is_staff_member:
            rows = rows.filter(user=self.actor.user)
        return Response({"results": [watcher_json(row) for row in rows]})

    @documented(
        "watchers_create",
        "Follow, or let somebody follow",
        tag=_TAG,
        request=inputs.WatcherIn,
        answer=answers.WatcherOut,
        status=201,
        problems=documentation.WRITE,
        parameters=_KEY,
    )
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        """Add a follower; adding one twice changes nothing."""
        incident, values = self.incident(), self.read(inputs.WatcherIn)
        user = values.pop("user", self.actor.user)
        return created(watcher_json(relating.watch(incident, user, by=self.actor, now=self.now, **values)))


class WatcherDetail(IncidentApiView):
    """One follower."""

    @documented("watchers_delete", "Stop following", tag=_TAG, status=204, problems=documentation.WRITE)
    def delete(self, request: Request, number: str, username: str) -> Response:
        """Take the follower away."""
        incident = self.incident()
        rows = Watcher.objects.select_related("user").filter(incident=incident)
        if not self.actor.user.is_staff_member:
            rows = rows.filter(user=self.actor.user)
        row = rows.get(user__username=plain_name(username))
        relating.unwatch(incident, row.user, by=self.actor, now=self.now)
        return Response(status=204)


class History(StaffPartView):
    """The versions of an incident."""

    @documented(
        "history_list",
        "List versions with field differences",
        tag=_TAG,
        answer=documentation.json_list(answers.VersionOut),
    )
    def get(self, request: Request, number: str) -> Response:
        """Return the newest 200 versions, newest first."""
        return Response({"results": [version_json(version) for version in versions_of(self.incident())]})


class Told(StaffPartView):
    """Who was told of what, and how far each message has come."""

    query_parameters = paging.PARAMETERS

    @documented(
        "incident_notifications_list",
        "Read the delivery log",
        tag=_TAG,
        answer=documentation.list_of(answers.ToldOut),
        parameters=documentation.paging_parameters(NOTICE_ORDERINGS.columns),
    )
    def get(self, request: Request, number: str) -> Response:
        """Return a page of notices with their deliveries, newest first."""
        deliveries = Prefetch("deliveries", Delivery.objects.order_by("way"))
        rows = (
            Notice.objects.filter(event__about=self.incident().number)
            .select_related("event", "recipient")
            .prefetch_related(deliveries)
        )
        return paging.page(request, rows, NOTICE_ORDERINGS, told_json)
