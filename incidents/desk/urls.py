"""Addresses of the agent's pages."""

from django.urls import path

from incidents.desk.views import (
    clocks,
    files,
    gathering,
    incident,
    logging,
    parts,
    pauses,
    properties,
    queue,
    steps,
    writing,
)

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/clocks/", queue.fresh_clocks, name="queue_clocks"),
    path("queue/<slug:view>/", queue.queue, name="queue"),
    path("storms/<int:pk>/", gathering.storm, name="storm"),
    path("storms/<int:pk>/reject/", gathering.reject_storm, name="reject_storm"),
    path("incidents/new/", logging.log_incident, name="log_incident"),
    path("incidents/new/hints/", logging.hints, name="log_hints"),
    path("incidents/new/priorities/", logging.priorities, name="log_priorities"),
    path("incidents/<str:number>/consequences/", clocks.consequences, name="consequences"),
    path("incidents/<str:number>/", incident.incident, name="incident"),
    path("incidents/<str:number>/preview/", queue.preview, name="incident_preview"),
    path("incidents/<str:number>/clocks/", clocks.explain, name="incident_clocks"),
    path("incidents/<str:number>/clocks/<int:pk>/<slug:judgement>/", clocks.judge, name="judge_clock"),
    path("incidents/<str:number>/history/", parts.history, name="incident_history"),
    path("incidents/<str:number>/steps/<slug:action>/", steps.transition, name="transition"),
    path("incidents/<str:number>/take/", steps.take, name="take"),
    path("incidents/<str:number>/entries/", writing.write, name="write"),
    path("incidents/<str:number>/properties/<slug:name>/", properties.edit_property, name="property"),
    path("incidents/<str:number>/watch/", parts.toggle_watch, name="watch"),
    path("incidents/<str:number>/watchers/new/", parts.add_watcher, name="add_watcher"),
    path("incidents/<str:number>/affected/new/", parts.add_affected, name="add_affected"),
    path("incidents/<str:number>/affected/<int:pk>/remove/", parts.remove_affected, name="remove_affected"),
    path(
        "incidents/<str:number>/grouping/<int:pk>/<slug:decision>/",
        gathering.decide,
        name="decide_grouping",
    ),
    path("incidents/<str:number>/links/new/", parts.add_link, name="add_link"),
    path("incidents/<str:number>/links/<int:pk>/remove/", parts.remove_link, name="remove_link"),
    path("incidents/<str:number>/tasks/new/", parts.add_new_task, name="add_task"),
    path("incidents/<str:number>/tasks/<int:pk>/toggle/", parts.toggle_task, name="toggle_task"),
    path("incidents/<str:number>/files/new/", parts.add_files, name="add_files"),
    path("reports/pauses/", pauses.pauses, name="pauses"),
    path("attachments/<uuid:pk>/", files.attachment, name="attachment"),
]
