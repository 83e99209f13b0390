"""Sessions in the database that end by the product's clock, not by that of the host that happens to be asked."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from accounts import clock


class SessionStore(db.SessionStore):
    """Django's own, asked with the moment of the one clock."""

    def get_expiry_date(self, **known: Any) -> datetime:
        """Return when the session ends."""
        return super().get_expiry_date(**{"modification": clock.now(), **known})

    def _get_session_from_db(self) -> Session | None:
        known = self.model.objects.filter(session_key=self.session_key, expire_date__gt=clock.now())
        session: Session | None = known.first()  # type: ignore[assignment]
        if session is None:
            self._session_key = None
        return session
