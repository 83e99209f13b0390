"""What may be done with notices: announce, mark as read; deliveries have their own file."""

from accounts.notices.operations.announcing import Happening, Letter, announce
from accounts.notices.operations.reading import mark_read

__all__ = ["Happening", "Letter", "announce", "mark_read"]
