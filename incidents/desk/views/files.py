"""Downloads: attachments, for everybody who may see the incident, and mail as it came, for staff."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from incidents.desk.access import staff_page
from incidents.intake.mail.models import MailMessage
from incidents.intake.operations.emptying import gone_since
from incidents.records.serving import file_response
from incidents.records.timeline_models import Attachment


@login_required
@require_safe
def attachment(request: SignedInRequest, pk: UUID) -> FileResponse:
    """Send a file of a visible incident."""
    return file_response(get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk))


@staff_page
@require_safe
def original_mail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a message of a visible incident as it came, with all that was not kept of it; never shown in a page."""
    message = get_object_or_404(
        MailMessage.objects.of_incidents_of(request.user).select_related("incident"), pk=pk
    )
    signal = message.signal
    if signal.emptied_at is not None:
        return HttpResponse(gone_since(signal), status=410, content_type="text/plain; charset=utf-8")
    response = HttpResponse(bytes(signal.body), content_type="message/rfc822")
    number = message.incident.number if message.incident else ""
    response["Content-Disposition"] = f'attachment; filename="{number}-{message.pk}.eml"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
