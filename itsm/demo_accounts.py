"""Whom the demo lets in: shown at the start, and only while the demo's password still opens the door."""

from django.contrib.auth import get_user_model

PASSWORD = "demo"  # noqa: S105
PEOPLE = {
    "admin": "administrator",
    "agent": "works on incidents",
    "lead": "leads a team",
    "manager": "incident manager",
    "requester": "reports incidents",
    "requester2": "reports incidents",
    "reviewer": "looks back",
    "auditor": "reads everything",
}


def demo_sign_ins() -> list[str]:
    """Return the lines to print; none when this is not the demo."""
    users = {user.get_username(): user for user in get_user_model().objects.filter(username__in=PEOPLE)}
    agent = users.get("agent")
    if agent is None or not agent.check_password(PASSWORD):
        return []
    lines = [f"  {name:<11} {what}" for name, what in PEOPLE.items() if name in users]
    return [f"Demo sign-ins (password: {PASSWORD}):", *lines]
