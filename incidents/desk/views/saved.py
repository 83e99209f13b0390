"""Views of the queue under a name: open one, keep one, rename and share it, remove it and bring it back."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.access.requests import SignedInRequest, actor_of
from accounts.operation_form import OperationForm
from incidents.catalogue.models import Service
from incidents.desk import operations
from incidents.desk.access import staff_page
from incidents.desk.columns import known
from incidents.desk.filtering import Asked, read_filters
from incidents.desk.forms.saved import ColumnsForm, NewViewForm, StartForm, ViewForm
from incidents.desk.models import SavedView
from incidents.desk.queues import VIEW_BY_SLUG
from incidents.desk.saved import removed_lately, views_for
from incidents.desk.views.queue import queue_page
from incidents.desk.views.steps import refusal_status

SHOWN = 200


@staff_page
def saved_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the queue as it was saved; the rows are those that this reader may see."""
    row = get_object_or_404(views_for(request.user), pk=pk)
    return queue_page(request, row.view, row)


@staff_page
def saved_views(request: SignedInRequest) -> HttpResponse:
    """List the views this person finds, and say with which one the queue starts."""
    form = StartForm.of(request, user=request.user)
    if form.is_valid() and form.submit(
        operations.start_with, form.cleaned_data["first_view"], by=actor_of(request)
    ):
        messages.success(request, _("Saved."))
        return redirect("saved_views")
    rows = list(views_for(request.user)[:SHOWN])
    changeable = set(SavedView.objects.kept().changeable_by(request.user).values_list("pk", flat=True))
    context = {
        "rows": [(row, row.pk in changeable) for row in rows],
        "removed": removed_lately(request.user, clock.now())[:SHOWN],
        "form": form,
    }
    status = refusal_status(form) if form.is_bound else 200
    return render(request, "incidents/desk/saved_views.html", context, status=status)


@staff_page
def save_view(request: SignedInRequest) -> HttpResponse:
    """Keep the list whose view and filters stand in this address."""
    asked, view = _list_asked_for(request)
    form = NewViewForm.of(request, user=request.user)
    look = operations.Look(view, asked.stored, tuple(known(request.user.page.columns)))
    if form.is_valid() and form.submit(
        operations.save_view,
        look,
        form.cleaned_data["name"],
        form.sharing,
        replaces=form.cleaned_data["replaces"],
        by=actor_of(request),
        now=clock.now(),
    ):
        messages.success(request, _("“%(view)s” is saved.") % {"view": form.result})
        return redirect(form.result)
    context = {
        "form": form,
        "view": VIEW_BY_SLUG[view],
        "asked": asked,
        "back": f"{reverse('queue', args=[view])}?{asked.address}",
    }
    status = refusal_status(form) if form.is_bound else 200
    return render(request, "incidents/desk/save_view.html", context, status=status)


def _list_asked_for(request: SignedInRequest) -> tuple[Asked, str]:
    query: QueryDict = request.GET.copy()
    view = query.pop("view", ["all"])[-1]
    services = list(Service.objects.offered().only("slug", "name", "retired_at"))
    return read_filters(request, services, query), view if view in VIEW_BY_SLUG else "all"


@staff_page
def change_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a view, or share it with others."""
    row = _changeable(request, pk)
    form = ViewForm.of(request, user=request.user, row=row)
    if form.is_valid() and form.submit(
        operations.change_view, row, form.cleaned_data["name"], form.sharing, by=actor_of(request)
    ):
        messages.success(request, _("Saved."))
        return redirect("saved_views")
    status = refusal_status(form) if form.is_bound else 200
    return render(request, "incidents/desk/change_view.html", {"form": form, "row": row}, status=status)


@staff_page
@require_POST
def remove_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a view away; the list of views offers to bring it back."""
    form = OperationForm(request.POST)
    row = _changeable(request, pk)
    if form.submit(operations.remove_view, row, by=actor_of(request), now=clock.now()):
        messages.success(request, _("“%(view)s” is removed. It can be brought back below.") % {"view": row})
    return redirect("saved_views")


@staff_page
@require_POST
def bring_back_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo a removal; a view of the same name that was made meanwhile stays."""
    form = OperationForm(request.POST)
    row = _changeable(request, pk)
    if form.submit(operations.bring_back_view, row, by=actor_of(request)):
        messages.success(request, _("“%(view)s” is back.") % {"view": row})
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("saved_views")


@staff_page
@require_POST
def choose_columns(request: SignedInRequest) -> HttpResponse:
    """Keep the columns and the density of the own lists, and go back to the list."""
    form = ColumnsForm(request.POST)
    if not form.is_valid() or not form.submit(
        operations.choose_columns,
        form.cleaned_data["columns"],
        form.cleaned_data["density"],
        by=actor_of(request),
    ):
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    back = form.cleaned_data.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "queue")


def _changeable(request: SignedInRequest, pk: int) -> SavedView:
    return get_object_or_404(
        SavedView.objects.changeable_by(request.user).select_related("team", "owner"), pk=pk
    )
