"""Sends a stored file so that nothing in it can act in our pages (LOG-07, F01 to F06)."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404

from incidents.records.files import SHOWN_INLINE
from incidents.records.timeline_models import Attachment

log = structlog.get_logger(__name__)


def _stored(attachment: Attachment) -> Any:
    """Open the stored file; a link or a folder that somebody put in its place is not followed (F25)."""
    try:
        if _is_no_plain_file(attachment):
            raise FileNotFoundError(attachment.file.name)
        return attachment.file.open("rb")
    except (FileNotFoundError, SuspiciousFileOperation):
        log.error("attachment_missing", attachment=attachment.pk.hex, path=attachment.file.name)
        raise Http404 from None


def _is_no_plain_file(attachment: Attachment) -> bool:
    try:
        path = Path(attachment.file.path)
    except NotImplementedError:  # not on a disk of ours: there are no links
        return False
    return path.is_symlink() or path.is_dir()


def file_response(attachment: Attachment) -> FileResponse:
    """Return the file: as a download unless it is a picture or plain text, never sniffed, never cached by others."""
    response = FileResponse(_stored(attachment), content_type=attachment.content_type)
    if attachment.content_type == "text/plain":
        response["Content-Type"] = "text/plain; charset=utf-8"
    disposition = "inline" if attachment.content_type in SHOWN_INLINE else "attachment"
    plain = attachment.name.encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_")
    response["Content-Disposition"] = (
        f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.name)}"
    )
    response["Content-Length"] = str(attachment.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
