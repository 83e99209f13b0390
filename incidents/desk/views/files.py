"""Downloads of attachments, for everybody who may see the incident."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from incidents.records.serving import file_response
from incidents.records.timeline_models import Attachment


@login_required
@require_safe
def attachment(request: SignedInRequest, pk: UUID) -> FileResponse:
    """Send a file of a visible incident."""
    return file_response(get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk))
