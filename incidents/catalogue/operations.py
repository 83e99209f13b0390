"""Change data that has a shape to keep: the priority matrix, the category tree, service dependencies."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor, require
from accounts.choices import Right
from accounts.history import save_as
from incidents.catalogue.models import Category, PriorityCell, Service
from incidents.catalogue.queries import dependencies
from incidents.catalogue.rules import depends_on_itself, matrix_problem, path_of

_MATRIX_SENTENCES = {
    "unknown": gettext_lazy("The matrix knows only the impacts and urgencies high, medium and low."),
    "out_of_range": gettext_lazy("Each priority is a number from 1 to 5."),
    "doubled": gettext_lazy("Each pair of impact and urgency has one priority, not two."),
    "incomplete": gettext_lazy("Each pair of impact and urgency needs a priority."),
}
_LONGEST_PATH = Category._meta.get_field("path").max_length or 0
# Stands for a category that has no id yet.
_NEW = 0


def set_matrix(cells: Iterable[tuple[str, str, int]], *, by: Actor, why: str) -> None:
    """Replace the matrix, given as (impact, urgency, priority); only a whole one is taken (CAT-01)."""
    require(by, Right.CONFIGURE)
    wanted = list(cells)
    if problem := matrix_problem(wanted):
        raise ValidationError(_MATRIX_SENTENCES[problem], "guard_failed")
    with transaction.atomic():
        locked = PriorityCell.objects.select_for_update(no_key=True).order_by("pk")
        present = {(cell.impact, cell.urgency): cell for cell in locked}
        for impact, urgency, priority in wanted:
            cell = present.get((impact, urgency)) or PriorityCell(impact=impact, urgency=urgency)
            if cell.priority != priority:
                cell.priority = priority
                save_as(cell, by=by, why=why)


def save_category(category: Category, *, by: Actor, why: str) -> None:
    """Save a category and give it and everything below it the path that follows from its place (CAT-04)."""
    require(by, Right.CONFIGURE)
    try:
        with transaction.atomic():
            nodes = _locked_tree()
            key = category.pk or _NEW
            before = nodes.get(key)
            nodes[key] = category
            _refuse_retired_parent(category, before)
            paths = _paths(nodes)
            _refuse_bad_paths(category, key, paths)
            category.path = paths[key]
            save_as(category, by=by, why=why)
            for pk, node in nodes.items():
                if pk != key and node.path != paths[pk]:
                    node.path = paths[pk]
                    save_as(node, by=by, why=why, fields=["path"])
    except IntegrityError:
        raise _exists_already() from None


def _locked_tree() -> dict[int, Category]:
    """Lock all categories: two moves at the same time could make a circle."""
    return {node.pk: node for node in Category._base_manager.select_for_update(no_key=True).order_by("pk")}


def _paths(nodes: dict[int, Category]) -> dict[int, str]:
    tree = {pk: (node.parent_id, node.slug) for pk, node in nodes.items()}
    paths = {pk: path_of(pk, tree) for pk in tree}
    if None in paths.values():
        sentence = _("A category cannot stand below itself.")
        raise ValidationError({"parent": ValidationError(sentence, "guard_failed")})
    return {pk: path for pk, path in paths.items() if path is not None}


def _refuse_retired_parent(category: Category, before: Category | None) -> None:
    moved = before is None or before.parent_id != category.parent_id
    if moved and category.parent is not None and category.parent.retired_at is not None:
        sentence = _("This category is retired. Bring it back first, or choose another one.")
        raise ValidationError({"parent": ValidationError(sentence, "guard_failed")})


def _refuse_bad_paths(category: Category, key: int, paths: dict[int, str]) -> None:
    if any(path == paths[key] for pk, path in paths.items() if pk != key):
        raise _exists_already()
    if max(len(path) for path in paths.values()) > _LONGEST_PATH:
        sentence = _("The whole path would be longer than %(limit)d characters.") % {"limit": _LONGEST_PATH}
        raise ValidationError({"parent": ValidationError(sentence, "guard_failed")})


def _exists_already() -> ValidationError:
    sentence = _("There is a category with this short name at this place already.")
    return ValidationError({"slug": ValidationError(sentence, "guard_failed")})


def save_service(service: Service, *, upstream: Iterable[Service], by: Actor, why: str) -> None:
    """Save a service with the services it cannot work without; no service may lead back to itself."""
    require(by, Right.CONFIGURE)
    wanted = list(upstream)
    with transaction.atomic():
        # One change of dependencies at a time: two halves of a circle must not meet.
        list(Service.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        if service.pk is not None:
            graph = dependencies()
            graph[service.pk] = [row.pk for row in wanted]
            if depends_on_itself(service.pk, graph):
                sentence = _("A service cannot be upstream of itself, not even by way of others.")
                raise ValidationError({"upstream": ValidationError(sentence, "guard_failed")})
        save_as(service, by=by, why=why)
        service.upstream.set(wanted)
