"""Addresses of the API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from incidents.api.views import (
    affected,
    alerts,
    changes,
    clocks,
    files,
    macros,
    merging,
    metrics,
    own,
    parts,
    reaching,
    records,
    reference,
    statements,
    webhooks,
    windows,
)
from incidents.api.views.steps import STEPS

app_name = "api"

_INCIDENT = "incidents/<str:number>/"

_PARTS = [
    path(f"{_INCIDENT}entries/", parts.Entries.as_view(), name="entries"),
    path(f"{_INCIDENT}attachments/", files.Attachments.as_view(), name="attachments"),
    path(f"{_INCIDENT}attachments/<str:pk>/", files.AttachmentDetail.as_view(), name="attachment"),
    path(f"{_INCIDENT}tasks/", parts.Tasks.as_view(), name="tasks"),
    path(f"{_INCIDENT}tasks/<int:pk>/", parts.TaskDetail.as_view(), name="task"),
    path(f"{_INCIDENT}links/", parts.Links.as_view(), name="links"),
    path(f"{_INCIDENT}links/<int:pk>/", parts.LinkDetail.as_view(), name="link"),
    path(f"{_INCIDENT}watchers/", parts.Watchers.as_view(), name="watchers"),
    path(f"{_INCIDENT}watchers/<str:username>/", parts.WatcherDetail.as_view(), name="watcher"),
    path(f"{_INCIDENT}affected/", affected.WhoIsAffected.as_view(), name="affected"),
    path(f"{_INCIDENT}affected/<str:username>/", affected.AffectedPerson.as_view(), name="affected_person"),
    path(f"{_INCIDENT}affected/teams/<str:name>/", affected.AffectedTeam.as_view(), name="affected_team"),
    path(
        f"{_INCIDENT}affected/organisations/<str:name>/",
        affected.AffectedOrganisation.as_view(),
        name="affected_organisation",
    ),
    path(f"{_INCIDENT}alerts/", alerts.Alerts.as_view(), name="alerts"),
    path(f"{_INCIDENT}changes/", changes.ChangesBefore.as_view(), name="incident_changes"),
    path(f"{_INCIDENT}changes/<int:pk>/", changes.ChangeVerdict.as_view(), name="incident_change"),
    path(f"{_INCIDENT}clocks/", clocks.Clocks.as_view(), name="clocks"),
    path(
        f"{_INCIDENT}clocks/<str:clock>/explain-breach/",
        clocks.ExplainBreach.as_view(),
        name="explain_breach",
    ),
    path(f"{_INCIDENT}clocks/<str:clock>/waive/", clocks.Waive.as_view(), name="waive_breach"),
    path(f"{_INCIDENT}impact/", statements.Statements.as_view(), name="impact_statements"),
    path(f"{_INCIDENT}macros/", macros.Macros.as_view(), name="macros"),
    path(f"{_INCIDENT}macros/<str:slug>/", macros.MacroDetail.as_view(), name="macro"),
    path(f"{_INCIDENT}history/", parts.History.as_view(), name="history"),
    path(f"{_INCIDENT}notifications/", parts.Told.as_view(), name="incident_notifications"),
]
_ACTIONS = [
    path(f"{_INCIDENT}{step.action.value}/", step.as_view(), name=step.action.value) for step in STEPS
] + [
    path(f"{_INCIDENT}merge/", merging.Merge.as_view(), name="merge"),
    path(f"{_INCIDENT}unmerge/", merging.Unmerge.as_view(), name="unmerge"),
    path(f"{_INCIDENT}copy/", merging.Copy.as_view(), name="copy"),
    path(f"{_INCIDENT}split/", merging.Split.as_view(), name="split"),
]
_REFERENCE = [
    path("services/", reference.Services.as_view(), name="services"),
    path("services/<str:name>/", reference.ServiceDetail.as_view(), name="service"),
    path("categories/", reference.Categories.as_view(), name="categories"),
    path("categories/<path:name>/", reference.CategoryDetail.as_view(), name="category"),
    path("incident-templates/", reference.Templates.as_view(), name="incident_templates"),
    path("suppliers/", reference.Suppliers.as_view(), name="suppliers"),
    path("suppliers/<str:name>/", reference.SupplierDetail.as_view(), name="supplier"),
    path("teams/", reference.Teams.as_view(), name="teams"),
    path("teams/<str:name>/", reference.TeamDetail.as_view(), name="team"),
    path("organisations/", reference.Organisations.as_view(), name="organisations"),
    path("organisations/<str:name>/", reference.OrganisationDetail.as_view(), name="organisation"),
    path("policies/", clocks.Policies.as_view(), name="policies"),
    path("policies/<str:name>/", clocks.PolicyDetail.as_view(), name="policy"),
    path("users/", reference.Users.as_view(), name="users"),
    path("users/me/", reference.Me.as_view(), name="me"),
    path("users/<str:name>/", reference.UserDetail.as_view(), name="user"),
]
_WEBHOOK = "webhooks/<str:name>/"
_WEBHOOKS = [
    path("webhooks/", webhooks.Webhooks.as_view(), name="webhooks"),
    path(_WEBHOOK, webhooks.WebhookDetail.as_view(), name="webhook"),
    path(f"{_WEBHOOK}rotate/", webhooks.WebhookRotation.as_view(), name="webhook_rotate"),
    path(f"{_WEBHOOK}test/", webhooks.WebhookTest.as_view(), name="webhook_test"),
    path(f"{_WEBHOOK}replay/", webhooks.WebhookReplay.as_view(), name="webhook_replay"),
    path(f"{_WEBHOOK}deliveries/", webhooks.WebhookDeliveries.as_view(), name="webhook_deliveries"),
    path(
        f"{_WEBHOOK}deliveries/<uuid:pk>/replay/",
        webhooks.WebhookDeliveryReplay.as_view(),
        name="webhook_delivery_replay",
    ),
]
_WINDOW = "maintenance-windows/<int:pk>/"
_WINDOWS = [
    path("maintenance-windows/", windows.Windows.as_view(), name="maintenance_windows"),
    path(_WINDOW, windows.WindowDetail.as_view(), name="maintenance_window"),
    path(f"{_WINDOW}end/", windows.WindowEnd.as_view(), name="maintenance_window_end"),
    path(f"{_WINDOW}cancel/", windows.WindowCancel.as_view(), name="maintenance_window_cancel"),
]
_REACHING = [
    path("me/notices/", reaching.Choices.as_view(), name="own_choices"),
    path("me/notices/hours/", reaching.OwnHours.as_view(), name="own_hours"),
    path("me/notices/addresses/", reaching.Addresses.as_view(), name="chat_addresses"),
    path("me/notices/addresses/<int:pk>/", reaching.AddressDetail.as_view(), name="chat_address"),
    path("me/notices/addresses/<int:pk>/test/", reaching.AddressTest.as_view(), name="chat_address_test"),
    path("me/subscriptions/", reaching.Subscriptions.as_view(), name="subscriptions"),
    path("me/subscriptions/<int:pk>/", reaching.SubscriptionDetail.as_view(), name="subscription"),
]

urlpatterns = [
    path("incidents/", records.Incidents.as_view(), name="incidents"),
    path(_INCIDENT, records.IncidentDetail.as_view(), name="incident"),
    *_ACTIONS,
    *_PARTS,
    *_REFERENCE,
    *_WEBHOOKS,
    *_WINDOWS,
    *_REACHING,
    path("metrics/pause_integrity/", metrics.PauseIntegrity.as_view(), name="pause_integrity"),
    path("changes/", records.Changes.as_view(), name="changes"),
    path("tokens/", own.Tokens.as_view(), name="tokens"),
    path("tokens/<str:key>/", own.TokenDetail.as_view(), name="token"),
    path("notifications/", own.Notices.as_view(), name="notifications"),
    path("notifications/read/", own.NoticesRead.as_view(), name="notifications_read"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        # A page has no metadata: without this, OPTIONS would look for a template of it.
        SpectacularSwaggerSplitView.as_view(
            url_name="api:schema", template_name="api/docs.html", metadata_class=None
        ),
        name="docs",
    ),
]
