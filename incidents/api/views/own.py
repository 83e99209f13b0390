"""What belongs to the caller: tokens and the inbox."""

from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import paging
from accounts.access.choices import Scope
from accounts.access.idempotency import idempotent
from accounts.access.models import ApiToken
from accounts.access.operations import create_token, revoke_token
from accounts.access.views import created
from accounts.notices.models import Notice
from accounts.notices.operations import mark_read
from incidents.api import answers, documentation, filters, inputs
from incidents.api.documentation import documented
from incidents.api.reference_representation import token_json
from incidents.api.representation import notice_json
from incidents.api.views.common import RecordApiView, plain_name

_TAG = "Own"
ORDERINGS = paging.Orderings({"id": "id"}, default="-id")
TOKEN_ORDERINGS = paging.Orderings({"created_at": "created_at"}, default="-created_at")
_NEW = OpenApiExample(
    "Read only", value={"name": "Wallboard", "scopes": ["incidents:read"]}, request_only=True
)


class Tokens(RecordApiView):
    """One's own tokens; a token needs the scope `admin` for this, so that none can widen itself."""

    read_scope = Scope.ADMIN
    write_scope = Scope.ADMIN
    query_parameters = paging.PARAMETERS
    # The answer holds the secret, which is stored nowhere.
    keeps_answer = False

    @documented(
        "tokens_list",
        "List own tokens",
        tag=_TAG,
        answer=documentation.list_of(answers.TokenOut),
        parameters=documentation.paging_parameters(TOKEN_ORDERINGS.columns),
    )
    def get(self, request: Request) -> Response:
        """Return a page of the tokens, revoked ones included."""
        rows = ApiToken.objects.filter(user=self.actor.user)
        return paging.page(request, rows, TOKEN_ORDERINGS, token_json)

    @documented(
        "tokens_create",
        "Make a token",
        tag=_TAG,
        request=inputs.TokenIn,
        answer=answers.NewTokenOut,
        status=201,
        problems=documentation.WRITE,
        parameters=[documentation.IDEMPOTENCY_KEY],
        examples=[_NEW],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Make a token; its text is in this answer and never again."""
        values = self.read(inputs.TokenIn)
        token, text = create_token(self.actor.user, **values, by=self.actor, now=self.now)
        return created({**token_json(token), "token": text}, self.reader.address("token", token.key))


class TokenDetail(RecordApiView):
    """One of the own tokens."""

    read_scope = Scope.ADMIN
    write_scope = Scope.ADMIN

    def token(self) -> ApiToken:
        """Return the caller's token of this key."""
        return ApiToken.objects.get(user=self.actor.user, key=plain_name(self.kwargs["key"]))

    @documented("tokens_read", "Show an own token", tag=_TAG, answer=answers.TokenOut)
    def get(self, request: Request, key: str) -> Response:
        """Return what is known of it."""
        return Response(token_json(self.token()))

    @documented("tokens_revoke", "Revoke an own token", tag=_TAG, status=204)
    def delete(self, request: Request, key: str) -> Response:
        """End it at once."""
        revoke_token(self.token(), by=self.actor, now=self.now)
        return Response(status=204)


class Notices(RecordApiView):
    """The own inbox."""

    query_parameters = (*filters.NoticeFilters.base_filters, *paging.PARAMETERS)

    @documented(
        "notifications_list",
        "Read the own inbox",
        tag=_TAG,
        answer=documentation.list_of(answers.NoticeOut),
        parameters=[
            *filters.described(filters.NoticeFilters),
            *documentation.paging_parameters(ORDERINGS.columns),
        ],
    )
    def get(self, request: Request) -> Response:
        """Return a page of notices, newest first."""
        reader = self.reader
        rows = Notice.objects.visible_to(self.actor.user).select_related("event")
        rows = filters.narrowed(filters.NoticeFilters, rows, request)
        return paging.page(request, rows, ORDERINGS, lambda row: notice_json(row, reader))


class NoticesRead(RecordApiView):
    """Marks notices as read."""

    # Reading one's mail changes nothing that a reader could not see anyway.
    write_scope = Scope.INCIDENTS_READ

    @documented(
        "notifications_mark_read",
        "Mark notices as read",
        tag=_TAG,
        request=inputs.ReadIn,
        answer=answers.MarkedOut,
        problems=documentation.WRITE,
    )
    def post(self, request: Request) -> Response:
        """Mark the named ones, or all."""
        values = self.read(inputs.ReadIn)
        return Response({"marked": mark_read(self.actor.user, values.get("ids"), now=self.now)})
