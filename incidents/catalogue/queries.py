"""Questions about reference data."""

from collections import defaultdict

from incidents.catalogue.models import CopiedField, PriorityCell, Service
from incidents.catalogue.rules import Matrix, priority_for


def priority_matrix() -> Matrix:
    """Return the whole matrix as {(impact, urgency): priority}."""
    cells = PriorityCell.objects.values_list("impact", "urgency", "priority")
    return {(impact, urgency): priority for impact, urgency, priority in cells}


def looked_up_priority(impact: str, urgency: str) -> int:
    """Return the priority that the matrix gives."""
    return priority_for(priority_matrix(), impact, urgency)


def dependencies() -> dict[int, list[int]]:
    """Return by service the services directly upstream of it."""
    graph: dict[int, list[int]] = defaultdict(list)
    for downstream, above in Service.upstream.through.objects.values_list("from_service", "to_service"):
        graph[downstream].append(above)
    return graph


def copied_fields(*, for_child: bool) -> list[str]:
    """Return what a copy, or a new child, of an incident begins with (LOG-16)."""
    chosen = CopiedField.objects.filter(**{"for_child" if for_child else "for_copy": True})
    return list(chosen.values_list("name", flat=True))
