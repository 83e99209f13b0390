"""How the caller is reached, over the operations of “What reaches you”: choices, hours, addresses, what is followed."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import paging
from accounts.access.choices import Scope
from accounts.access.idempotency import idempotent
from accounts.access.views import created
from accounts.notices.chat.models import ChatAddress
from accounts.notices.chat.operations import add_chat_address, remove_chat_address, try_chat_address
from accounts.notices.reach.operations import Hours, choose_hours, choose_ways, reset_ways
from accounts.notices.reach.queries import Reach, reach_of
from incidents.api import documentation
from incidents.api import reach_shapes as shapes
from incidents.api.documentation import documented
from incidents.api.views.common import RecordApiView
from incidents.records.operations.subscribing import subscribe, unsubscribe
from incidents.records.subscription_models import Subscription

_TAG = "Own"
ORDERINGS = paging.Orderings({"created_at": "created_at"}, default="-created_at")


class ReachApiView(RecordApiView):
    """A view about how the caller is reached."""

    def reach(self) -> Reach:
        """Return what holds for the caller."""
        return reach_of([self.actor.user.pk])[self.actor.user.pk]


class Choices(ReachApiView):
    """By which ways one is told of what."""

    def answer(self) -> Response:
        """Answer with the matrix as it is now."""
        return Response(shapes.choices_json(self.reach()))

    @documented("own_choices_read", "Show what reaches one, and how", tag=_TAG, answer=shapes.ChoicesOut)
    def get(self, request: Request) -> Response:
        """Return each event with its ways."""
        return self.answer()

    @documented(
        "own_choices_change",
        "Choose what reaches one, and how",
        tag=_TAG,
        request=shapes.ChoicesIn,
        answer=shapes.ChoicesOut,
        problems=documentation.WRITE,
        examples=[
            OpenApiExample(
                "No e-mail for replies", {"choices": {"reply": {"email": False}}}, request_only=True
            )
        ],
    )
    def patch(self, request: Request) -> Response:
        """Change the named cells; what is fixed stays on."""
        choose_ways(self.actor.user, self.read(shapes.ChoicesIn)["choices"], by=self.actor)
        return self.answer()

    @documented("own_choices_reset", "Go back to the defaults of one's roles", tag=_TAG, status=204)
    def delete(self, request: Request) -> Response:
        """Forget what was chosen."""
        reset_ways(self.actor.user, by=self.actor)
        return Response(status=204)


class OwnHours(ReachApiView):
    """When one is written to."""

    @documented("own_hours_read", "Show when one is written to", tag=_TAG, answer=shapes.HoursOut)
    def get(self, request: Request) -> Response:
        """Return quiet hours, pace and budget."""
        return Response(shapes.hours_json(self.reach()))

    @documented(
        "own_hours_change",
        "Choose when one is written to",
        tag=_TAG,
        request=shapes.HoursIn,
        answer=shapes.HoursOut,
        problems=documentation.WRITE,
        examples=[
            OpenApiExample(
                "Quiet nights",
                {"quiet_days": list(shapes.DAYS), "quiet_from": "22:00", "quiet_to": "07:00"},
                request_only=True,
            )
        ],
    )
    def patch(self, request: Request) -> Response:
        """Change the named members; what waits already leaves as it was planned."""
        values: dict[str, Any] = self.read(shapes.HoursIn)
        if "quiet_days" in values:
            values["quiet_days"] = shapes.figures_of(values["quiet_days"])
        hours = Hours(**{**asdict(shapes.hours_of(self.reach())), **values})
        choose_hours(self.actor.user, hours, by=self.actor)
        return Response(shapes.hours_json(self.reach()))


class AddressApiView(RecordApiView):
    """A view about own addresses; a token needs `admin`, so that none can send elsewhere what it may not read."""

    read_scope = Scope.ADMIN
    write_scope = Scope.ADMIN

    def address(self) -> ChatAddress:
        """Return the caller's address that is named."""
        return ChatAddress.objects.visible_to(self.actor.user).get(pk=self.kwargs["pk"])


class Addresses(AddressApiView):
    """Own addresses at chat and SMS services."""

    query_parameters = paging.PARAMETERS

    @documented(
        "own_addresses_list",
        "List own addresses at chat and SMS services",
        tag=_TAG,
        answer=documentation.list_of(shapes.AddressOut),
        parameters=documentation.paging_parameters(ORDERINGS.columns),
    )
    def get(self, request: Request) -> Response:
        """Return a page of them, without what they are."""
        rows, reader = ChatAddress.objects.visible_to(self.actor.user), self.reader
        return paging.page(request, rows, ORDERINGS, lambda row: shapes.address_json(row, reader))

    @documented(
        "own_addresses_create",
        "Add an address at a chat or SMS service",
        tag=_TAG,
        request=shapes.AddressIn,
        answer=shapes.AddressOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[
            OpenApiExample(
                "A topic of ntfy",
                {"name": "Phone", "address": "ntfys://ntfy.example.org/topic"},
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Keep it sealed; what could lead inside is refused."""
        values = self.read(shapes.AddressIn)
        row = add_chat_address(self.actor.user, **values, by=self.actor, now=self.now)
        return created(shapes.address_json(row, self.reader), self.reader.address("chat_address", row.pk))


class AddressDetail(AddressApiView):
    """One of the own addresses."""

    @documented("own_addresses_read", "Show an own address", tag=_TAG, answer=shapes.AddressOut)
    def get(self, request: Request, pk: int) -> Response:
        """Return what may be known of it."""
        return Response(shapes.address_json(self.address(), self.reader))

    @documented("own_addresses_remove", "Forget an own address", tag=_TAG, status=204)
    def delete(self, request: Request, pk: int) -> Response:
        """Forget it; what waits for it is not sent any more."""
        remove_chat_address(self.address(), by=self.actor, now=self.now)
        return Response(status=204)


class AddressTest(AddressApiView):
    """A test message."""

    @documented(
        "own_addresses_test",
        "Send a test to an own address",
        tag=_TAG,
        answer=shapes.AddressOut,
        problems=documentation.WRITE,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Send it at once; 422 with the reason if the service did not take it."""
        row = try_chat_address(self.address(), by=self.actor, now=self.now)
        return Response(shapes.address_json(row, self.reader))


class SubscriptionApiView(RecordApiView):
    """A view about what the caller follows."""

    def rows(self) -> QuerySet[Subscription]:
        """Return what the caller follows."""
        return Subscription.objects.visible_to(self.actor.user).select_related("service", "team")


class Subscriptions(SubscriptionApiView):
    """Services and teams that one follows."""

    query_parameters = paging.PARAMETERS

    @documented(
        "subscriptions_list",
        "List the services and teams that one follows",
        tag=_TAG,
        answer=documentation.list_of(shapes.SubscriptionOut),
        parameters=documentation.paging_parameters(ORDERINGS.columns),
    )
    def get(self, request: Request) -> Response:
        """Return a page of them, the newest first."""
        reader = self.reader
        return paging.page(request, self.rows(), ORDERINGS, lambda row: shapes.subscription_json(row, reader))

    @documented(
        "subscriptions_create",
        "Follow a service or a team",
        tag=_TAG,
        request=shapes.SubscriptionIn,
        answer=shapes.SubscriptionOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[
            OpenApiExample(
                "How incidents of a service end", {"service": "email", "wanted": "outcome"}, request_only=True
            )
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Follow it; again: change what is wanted. Teams are for those who see all incidents."""
        values = self.read(shapes.SubscriptionIn)
        wanted = values.pop("wanted")
        [target] = values.values()
        row = subscribe(target, wanted, by=self.actor, now=self.now)
        return created(
            shapes.subscription_json(row, self.reader), self.reader.address("subscription", row.pk)
        )


class SubscriptionDetail(SubscriptionApiView):
    """One service or team that one follows."""

    def row(self) -> Subscription:
        """Return what the address names."""
        return self.rows().get(pk=self.kwargs["pk"])

    @documented("subscriptions_read", "Show what one follows", tag=_TAG, answer=shapes.SubscriptionOut)
    def get(self, request: Request, pk: int) -> Response:
        """Return it."""
        return Response(shapes.subscription_json(self.row(), self.reader))

    @documented(
        "subscriptions_change",
        "Change how much one is told of",
        tag=_TAG,
        request=shapes.SubscriptionChangesIn,
        answer=shapes.SubscriptionOut,
        problems=documentation.WRITE,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is wanted of it."""
        row, values = self.row(), self.read(shapes.SubscriptionChangesIn)
        row = subscribe(row.target, values["wanted"], by=self.actor, now=self.now)
        return Response(shapes.subscription_json(row, self.reader))

    @documented("subscriptions_end", "Stop following", tag=_TAG, status=204)
    def delete(self, request: Request, pk: int) -> Response:
        """Stop following it."""
        unsubscribe(self.row(), by=self.actor)
        return Response(status=204)
