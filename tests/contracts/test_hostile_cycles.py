"""Parents, links, references and categories that lead back to where they began, or on and on."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Case, F, When

from incidents.catalogue.models import Category
from incidents.catalogue.operations import save_category
from incidents.records.models import Incident
from tests.builders import cancelled, make_incident, started
from tests.contracts.hostile import assert_clear, assert_next_works, assert_open, nothing_written


@pytest.fixture
def incident(cast):
    """An incident on which somebody works."""
    return started(cast)


@pytest.fixture
def address(incident):
    """Its address."""
    return f"incidents/{incident.number}/"


class TestCycles:
    """A49: parents, links and references that lead back to where they began."""

    @pytest.mark.parametrize(
        ("part", "body"),
        [
            ("", {"parent": "{own}"}),
            ("links/", {"target": "{own}", "kind": "related"}),
            ("hold/", {"reason": "awaiting_problem", "blocked_by": "{own}"}),
            ("cancel/", {"reason": "duplicate", "target": "{own}"}),
        ],
        ids=["A49-parent", "A49-link", "A49-blocked-by", "A49-duplicate"],
    )
    def test_itself(self, cast, agnes, incident, address, part, body):
        body = {name: value.replace("{own}", incident.number) for name, value in body.items()}
        with nothing_written():
            assert_clear(agnes.call("post" if part else "patch", address + part, body), (400, 409, 422))
        assert_open(cast, agnes, incident.number)
        assert_next_works(agnes, incident.number)

    @pytest.mark.parametrize("depth", [2, 3, 20], ids=lambda depth: f"A49-cycle-{depth}")
    def test_a_circle_of_parents(self, cast, agnes, depth):
        numbers = [make_incident(cast).number for _each in range(depth)]
        for child, parent in zip(numbers, numbers[1:], strict=False):
            answer = agnes.patch(f"incidents/{child}/", {"parent": parent})
            if answer.status_code != 200:
                assert_clear(answer, (400, 409, 422))
        with nothing_written():
            answer = agnes.patch(f"incidents/{numbers[-1]}/", {"parent": numbers[0]})
            assert_clear(answer, (400, 409, 422), "parent")
        for number in numbers[:3]:
            assert_open(cast, agnes, number)

    def test_A49_a_chain_of_a_thousand(self, cast, agnes):
        """Each repeats the next one and stands below it, as rows from elsewhere may; the last one is open."""
        last = make_incident(cast)
        model = Incident.objects.filter(pk=cancelled(cast).pk).values().get()
        Incident.objects.bulk_create(
            Incident(**{**model, "id": step + 10**6, "number": f"INC-{step + 10**6}"})
            for step in range(1_000)
        )
        above = Case(When(pk=10**6 + 999, then=last.pk), default=F("pk") + 1)
        Incident.objects.filter(pk__gte=10**6).update(duplicate_of=above, parent=above)
        first, address = "INC-1000000", f"incidents/{last.number}/"
        with nothing_written():
            body = {"reason": "duplicate", "target": first}
            assert_clear(agnes.post(f"{address}cancel/", body), (422,), "target")
            assert_clear(agnes.patch(address, {"parent": first}), (422,), "parent")
        for number in (first, last.number):
            assert_open(cast, agnes, number)
        assert_next_works(agnes, last.number)

    def test_A49_a_thousand_categories_one_below_the_other(self, cast):
        above, levels = None, 0
        with pytest.raises(ValidationError) as refusal:
            for levels in range(1_000):
                below = Category(parent=above, slug=f"level-{levels}", name="Deeper")
                save_category(below, by=cast.actor("adam"), why="x")
                above = below
        assert set(refusal.value.error_dict) == {"parent"} and 0 < levels < 100
        assert above is not None and above.path.count("/") == levels - 1
