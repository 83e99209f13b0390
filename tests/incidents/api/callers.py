"""Callers of the API, and what every refusal has in common."""

from typing import Any

from django.test import Client

ROOT = "/api/v1"


class Caller:
    """Somebody who calls the API with a token."""

    def __init__(self, token: str) -> None:
        self.client = Client()
        self.headers = {"authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request; a body goes as JSON."""
        sent = {} if body is None else {"data": body, "content_type": "application/json"}
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith(("/", "http")) else f"{ROOT}/{path}"
        return getattr(self.client, method)(address, headers={**self.headers, **told}, **sent)

    def get(self, path: str, **headers: str) -> Any:
        """Read."""
        return self.call("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Create or act."""
        return self.call("post", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """Change."""
        return self.call("patch", path, body, **headers)

    def raw(
        self,
        path: str,
        body: bytes,
        content_type: str = "application/json",
        **headers: str,
    ) -> Any:
        """Send bytes as they are."""
        address = f"{ROOT}/{path}"
        return self.client.generic("POST", address, body, content_type, headers={**self.headers, **headers})


def assert_problem(response: Any, status: int, code: str, *fields: str) -> dict[str, Any]:
    """Check a refusal and return its body."""
    assert response.status_code == status, (response.status_code, response.content)
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert {
        "type",
        "title",
        "status",
        "detail",
        "code",
        "errors",
        "correlation_id",
    } <= set(body)
    assert body["status"] == status
    assert body["code"] == code, body
    assert set(fields) <= set(body["errors"]), body
    assert body["correlation_id"] == response["X-Request-ID"]
    return body
