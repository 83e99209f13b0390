"""How views describe themselves in the OpenAPI schema, in one line each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers

from incidents.api.answers import Answer, ProblemOut

View = TypeVar("View", bound=Callable[..., Any])

_PROBLEMS: Mapping[int, str] = {
    400: "Something in the request is wrong; `errors` names it.",
    401: "No credentials, or none that hold.",
    403: "The token lacks the scope, or the person the right.",
    404: "Not there, or not to be seen by the caller.",
    409: "Not possible in this state, or in conflict with another call.",
    412: "If-Match names an older version; `current` is the record as it is now.",
    413: "Larger than allowed.",
    415: "Not the media type that is taken here.",
    422: "A guard refused; `errors` names what is missing.",
    429: "Too many calls; wait as Retry-After says.",
}
READ = (400, 401, 403, 404, 429)
WRITE = (400, 401, 403, 404, 409, 412, 413, 415, 422, 429)

PROBLEM_EXAMPLE = OpenApiExample(
    "A guard refused",
    value={
        "type": "urn:evenkeel:problem:guard_failed",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "Please correct: question.",
        "code": "guard_failed",
        "errors": {"question": ["Fill this in."]},
        "correlation_id": "5f0c2a9b7c1e4d3f8a6b2c1d0e9f8a7b",
    },
    response_only=True,
    status_codes=["422"],
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag that was received; an older version is answered with 412.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 255 printable ASCII characters without a comma. The same call within 24 hours gets the "
    "first answer again, with `Idempotent-Replayed: true`.",
)
_LIMIT = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes bearer tokens."""

    target_class = "accounts.access.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer <key>.<secret>`"}


class _Described(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Describes one of our strict fields."""

    schema: Mapping[str, Any]

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the field's schema."""
        return dict(self.schema)


class _InstantField(_Described):  # type: ignore[no-untyped-call]
    target_class = "incidents.api.fields.Instant"
    schema = {"type": "string", "format": "date-time"}


class _DayField(_Described):  # type: ignore[no-untyped-call]
    target_class = "incidents.api.fields.Day"
    schema = {"type": "string", "format": "date"}


class _WholeField(_Described):  # type: ignore[no-untyped-call]
    target_class = "incidents.api.fields.Whole"
    schema = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}


class _NamedField(_Described):  # type: ignore[no-untyped-call]
    target_class = "incidents.api.fields.Named"
    match_subclasses = True
    schema = {"type": "string", "minLength": 1, "maxLength": 250}


def parameter(name: str, description: str = "", **schema: Any) -> OpenApiParameter:
    """Describe a query parameter."""
    return OpenApiParameter(name, schema or {"type": "string"}, description=description)


def paging_parameters(orderings: Iterable[str]) -> list[OpenApiParameter]:
    """Describe what every list understands."""
    known = ", ".join(f"`{name}`" for name in sorted(orderings))
    return [
        OpenApiParameter("limit", _LIMIT, description="How many at most."),
        parameter("cursor", "From `next` or `previous` of an answer."),
        parameter("ordering", f"Comma-separated, a minus sign reverses: {known}."),
        parameter("count", "Adds `count`, the number of all.", type="string", enum=["true", "false"]),
    ]


def list_of(answer: type[Answer]) -> Any:
    """Return the shape of one page of a list."""
    return inline_serializer(
        f"{answer.__name__.removesuffix('Out')}Page",
        {
            "results": answer(many=True),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "count": serializers.IntegerField(required=False, help_text="Only with count=true."),
        },
    )


def documented(
    operation: str,
    summary: str,
    *,
    tag: str,
    answer: Any = None,
    request: Any = None,
    status: int = 200,
    problems: Iterable[int] = READ,
    parameters: Iterable[OpenApiParameter] = (),
    examples: Iterable[OpenApiExample] = (),
) -> Callable[[View], View]:
    """Describe a method: what it takes, what it answers, and how it refuses."""
    responses: dict[Any, Any] = {
        status: answer if answer is not None else OpenApiResponse(description="Done.")
    }
    for code in problems:
        responses[(code, "application/problem+json")] = OpenApiResponse(ProblemOut, _PROBLEMS[code])
    shown = [*examples, *([PROBLEM_EXAMPLE] if 422 in problems else [])]
    return extend_schema(
        operation_id=operation,
        summary=summary,
        tags=[tag],
        request=request,
        responses=responses,
        parameters=list(parameters),
        examples=shown,
    )


def json_list(answer: type[Answer]) -> Any:
    """Return the shape of a list that comes in one piece."""
    return inline_serializer(f"{answer.__name__.removesuffix('Out')}List", {"results": answer(many=True)})


FILE = {"type": "string", "format": "binary"}
BINARY_ANSWER = OpenApiResponse(OpenApiTypes.BINARY, "The file; its type is in the header.")
