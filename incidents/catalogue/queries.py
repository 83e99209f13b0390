"""Questions about reference data."""

from incidents.catalogue.models import PriorityCell
from incidents.catalogue.rules import Matrix, priority_for


def priority_matrix() -> Matrix:
    """Return the whole matrix as {(impact, urgency): priority}."""
    cells = PriorityCell.objects.values_list("impact", "urgency", "priority")
    return {(impact, urgency): priority for impact, urgency, priority in cells}


def looked_up_priority(impact: str, urgency: str) -> int:
    """Return the priority that the matrix gives."""
    return priority_for(priority_matrix(), impact, urgency)
