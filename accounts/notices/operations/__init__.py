"""What may be done with notices: announce, mark as read; deliveries have their own file."""

from accounts.notices.operations.announcing import Announcement, Happening, Letter, announce, announce_all
from accounts.notices.operations.reading import mark_read

__all__ = ["Announcement", "Happening", "Letter", "announce", "announce_all", "mark_read"]
