"""What an agent has typed and not sent: where it is kept, and how a form begins with it again (LOG-22)."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from accounts.drafts.models import Draft
from accounts.people.models import User
from incidents.records.models import Incident

LOG_FORM = "log"
TOKEN_LENGTH = 64
SEVERAL = ("affected_teams", "affected_organisations")
_OFFERED = 5
_COMPOSER = "incident-"


def place_of(incident: Incident) -> str:
    """Return the name of the composer of an incident."""
    return f"{_COMPOSER}{incident.pk}"


def drafted_by(user: User) -> Exists:
    """Tell of each incident whether the person has words in its composer that were not sent."""
    place = Concat(Value(_COMPOSER), Cast(OuterRef("pk"), CharField()))
    return Exists(Draft.objects.visible_to(user).filter(place=place))


def composer_draft(user: User, incident: Incident) -> dict[str, Any]:
    """Return what the composer begins with; nothing when no words of the person wait for it."""
    draft = Draft.objects.visible_to(user).at(place_of(incident)).first()
    if draft is None:
        return {}
    mode, drafted = draft.first("mode"), draft.first("body")
    return {"draft": draft, "drafted": drafted, "mode": mode, "form_token": draft.token}


def log_drafts(user: User, current: str) -> list[Draft]:
    """Return the newest reports that the person has not sent, without the one on the screen."""
    return list(Draft.objects.visible_to(user).at(LOG_FORM).exclude(token=current)[:_OFFERED])


def log_draft(user: User, token: str) -> dict[str, Any]:
    """Return what a log form that is taken up again begins with; nothing if there is no such draft."""
    if len(token) > TOKEN_LENGTH or "\x00" in token:
        return {}
    draft = Draft.objects.visible_to(user).at(LOG_FORM).filter(token=token).first()
    if draft is None:
        return {}
    typed = {name: values if name in SEVERAL else draft.first(name) for name, values in draft.words.items()}
    return {**typed, "form_token": draft.token}
