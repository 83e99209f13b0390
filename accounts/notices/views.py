"""The inbox: what happened that concerns me."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from accounts.access.requests import SignedInRequest
from accounts.notices import queries
from accounts.notices.forms import ReadForm
from accounts.notices.models import Notice
from accounts.notices.operations import mark_read
from accounts.notices.sentences import line_for


@login_required
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """List the person's notices, unread first."""
    only_unread = request.GET.get("show") == "unread"
    after = queries.Place.parse(request.GET.get("after", ""))
    notices, next_place = queries.inbox_page(request.user, only_unread=only_unread, after=after)
    page = {
        "base_template": "staff.html" if request.user.is_staff_member else "portal.html",
        "lines": [line_for(notice) for notice in notices],
        "next_place": next_place,
        "only_unread": only_unread,
        # The first page holds the newest of all; from a later page only a part could be marked.
        "newest": max((notice.pk for notice in notices), default=0) if after is None else 0,
    }
    if request.htmx and after is not None:  # type: ignore[attr-defined]
        return render(request, "accounts/notices/_list.html", page)
    return render(request, "accounts/notices/inbox.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def open_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it points."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(request.user, [notice.pk], now=clock.now())
    return redirect(notice.path)


@login_required
@require_POST
def read_notices(request: SignedInRequest) -> HttpResponse:
    """Mark one notice as read, or all that the page showed and older ones."""
    form = ReadForm(request.POST)
    if not form.is_valid() or set(form.cleaned_data.values()) == {None}:
        raise BadRequest(_("Say which notices: one by `notice`, or all by `up_to`."))
    pk, up_to = form.cleaned_data["notice"], form.cleaned_data["up_to"]
    if pk is None:
        marked = mark_read(request.user, None, now=clock.now(), up_to=up_to)
        said = ngettext("%(count)d notice marked as read.", "%(count)d notices marked as read.", marked)
        messages.success(request, said % {"count": marked})
        return redirect("inbox")
    mine = Notice.objects.visible_to(request.user).select_related("event__actor")
    notice = get_object_or_404(mine, pk=pk)
    mark_read(request.user, [notice.pk], now=clock.now())
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("inbox")
    notice.refresh_from_db(fields=["read_at"])
    return render(request, "accounts/notices/_item.html", {"line": line_for(notice)})
