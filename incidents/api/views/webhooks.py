"""Web-hooks: keep them, test them, change the secret, see how calls went, replay them."""

from datetime import timedelta
from uuid import UUID

from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import paging
from accounts.access.choices import Scope
from accounts.access.idempotency import idempotent
from accounts.access.views import created
from accounts.webhooks.models import Call, Webhook
from accounts.webhooks.operations.keeping import change_webhook, make_webhook, rotate_secret
from accounts.webhooks.operations.owing import owe_test
from accounts.webhooks.operations.replaying import replay, send_again
from accounts.webhooks.rules import ROTATION
from incidents.api import documentation
from incidents.api import webhook_shapes as shapes
from incidents.api.documentation import documented
from incidents.api.views.common import RecordApiView, plain_name

_TAG = "Web-hooks"
ORDERINGS = paging.Orderings({"name": "name", "created_at": "created_at"}, default="name")
CALL_ORDERINGS = paging.Orderings({"created_at": "created_at"}, default="-created_at")
_NEW = OpenApiExample(
    "Chat",
    value={
        "slug": "chat",
        "name": "Chat",
        "url": "https://hooks.example.org/incidents",
        "kinds": ["incident.opened", "incident.resolved"],
    },
    request_only=True,
)


class WebhookApiView(RecordApiView):
    """A view about the web-hooks that the caller may see."""

    read_scope = Scope.WEBHOOKS
    write_scope = Scope.WEBHOOKS
    # Answers may hold the secret, which is stored nowhere.
    keeps_answer = False

    def webhook(self) -> Webhook:
        """Return the web-hook of the address."""
        seen = Webhook.objects.visible_to(self.actor.user).select_related("owner")
        return seen.get(slug=plain_name(self.kwargs["name"]))


class Webhooks(WebhookApiView):
    """All that the caller may see."""

    query_parameters = paging.PARAMETERS

    @documented(
        "webhooks_list",
        "List web-hooks",
        tag=_TAG,
        answer=documentation.list_of(shapes.WebhookOut),
        parameters=documentation.paging_parameters(ORDERINGS.columns),
    )
    def get(self, request: Request) -> Response:
        """Return a page of them."""
        rows = Webhook.objects.visible_to(self.actor.user).select_related("owner")
        return paging.page(request, rows, ORDERINGS, shapes.webhook_json)

    @documented(
        "webhooks_create",
        "Make a web-hook",
        tag=_TAG,
        request=shapes.WebhookIn,
        answer=shapes.NewWebhookOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[_NEW],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Make one; its secret is in this answer and never again."""
        row, secret = make_webhook(self.read(shapes.WebhookIn), by=self.actor, now=self.now)
        return created(
            {**shapes.webhook_json(row), "secret": secret}, self.reader.address("webhook", row.slug)
        )


class WebhookDetail(WebhookApiView):
    """One web-hook."""

    @documented("webhooks_read", "Show a web-hook", tag=_TAG, answer=shapes.WebhookOut)
    def get(self, request: Request, name: str) -> Response:
        """Return what is known of it."""
        return Response(shapes.webhook_json(self.webhook()))

    @documented(
        "webhooks_change",
        "Change a web-hook",
        tag=_TAG,
        request=shapes.WebhookChangesIn,
        answer=shapes.WebhookOut,
        problems=documentation.WRITE,
    )
    def patch(self, request: Request, name: str) -> Response:
        """Change the named members; `is_active` switches it off and on."""
        row = self.webhook()
        values = self.read(shapes.WebhookChangesIn)
        return Response(shapes.webhook_json(change_webhook(row, values, by=self.actor, now=self.now)))


class WebhookRotation(WebhookApiView):
    """The secret."""

    @documented(
        "webhooks_rotate",
        "Change the secret",
        tag=_TAG,
        request=shapes.RotationIn,
        answer=shapes.NewWebhookOut,
        problems=documentation.WRITE,
    )
    def post(self, request: Request, name: str) -> Response:
        """Give a new secret; the earlier one signs beside it for a while."""
        row = self.webhook()
        keep = timedelta(seconds=self.read(shapes.RotationIn).get("keep_seconds", ROTATION.total_seconds()))
        secret = rotate_secret(row, by=self.actor, now=self.now, keep=keep)
        return Response({**shapes.webhook_json(self.webhook()), "secret": secret})


class WebhookTest(WebhookApiView):
    """A test."""

    @documented(
        "webhooks_test",
        "Send a test",
        tag=_TAG,
        request=shapes.NothingIn,
        answer=shapes.WebhookDeliveryOut,
        status=202,
        problems=documentation.WRITE,
    )
    def post(self, request: Request, name: str) -> Response:
        """Owe a call that says that it is a test."""
        row = self.webhook()
        self.read(shapes.NothingIn)
        return Response(shapes.delivery_json(owe_test(row, by=self.actor, now=self.now)), 202)


class WebhookReplay(WebhookApiView):
    """A span of time."""

    @documented(
        "webhooks_replay",
        "Replay a span of time",
        tag=_TAG,
        request=shapes.ReplayIn,
        answer=shapes.ReplayedOut,
        status=202,
        problems=documentation.WRITE,
    )
    def post(self, request: Request, name: str) -> Response:
        """Owe all events of the span once more, and those that were never owed; at most 1000."""
        row = self.webhook()
        asked = self.read(shapes.ReplayIn)
        until = asked.get("until") or self.now
        count = replay(row, asked["since"], until, by=self.actor, now=self.now)
        return Response({"replayed": count}, 202)


class WebhookDeliveries(WebhookApiView):
    """The log."""

    query_parameters = paging.PARAMETERS

    @documented(
        "webhook_deliveries_list",
        "How calls went",
        tag=_TAG,
        answer=documentation.list_of(shapes.WebhookDeliveryOut),
        parameters=documentation.paging_parameters(CALL_ORDERINGS.columns),
    )
    def get(self, request: Request, name: str) -> Response:
        """Return a page of calls with their attempts, newest first."""
        rows = Call.objects.filter(webhook=self.webhook()).prefetch_related("log")
        return paging.page(request, rows, CALL_ORDERINGS, shapes.delivery_json)


class WebhookDeliveryReplay(WebhookApiView):
    """One call."""

    @documented(
        "webhook_deliveries_replay",
        "Send a call again",
        tag=_TAG,
        request=shapes.NothingIn,
        answer=shapes.WebhookDeliveryOut,
        status=202,
        problems=documentation.WRITE,
    )
    def post(self, request: Request, name: str, pk: UUID) -> Response:
        """Owe a finished call once more, with the same id and body."""
        call = Call.objects.get(webhook=self.webhook(), pk=pk)
        self.read(shapes.NothingIn)
        return Response(shapes.delivery_json(send_again(call, by=self.actor, now=self.now)), 202)
