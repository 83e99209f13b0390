"""Sends a stored file so that nothing in it can act in our pages (LOG-07, F01 to F06)."""

from urllib.parse import quote

from django.http import FileResponse, Http404

from incidents.records.files import SHOWN_INLINE
from incidents.records.timeline_models import Attachment


def file_response(attachment: Attachment) -> FileResponse:
    """Return the file: as a download unless it is a picture or plain text, never sniffed, never cached by others."""
    try:
        stored = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stored, content_type=attachment.content_type)
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
