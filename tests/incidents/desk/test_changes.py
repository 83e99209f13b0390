"""INV-07: changes before the impact stand on the incident's page, and agents say what they think of them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.notices.models import Event
from incidents.catalogue.models import Service
from incidents.catalogue.operations import save_service
from incidents.catalogue.rules import all_upstream
from incidents.intake.changes.models import Change, Judgement
from incidents.intake.changes.queries import changes_about
from incidents.intake.changes.rules import LOOK_BACK, span_before
from incidents.records.choices import Story
from tests.builders import MINUTE, NOON, changed, closed, make_incident
from tests.incidents.desk.test_budgets import _queries

EARLY = NOON - timedelta(hours=2)


def depend(cast, slug, *upstream):
    """Let a service, which is made if need be, depend on others."""
    for name in (slug, *upstream):
        cast.services.setdefault(name, Service(slug=name, name=name.upper()))
    rows = [cast.services[name] for name in upstream]
    for row in rows:
        if row.pk is None:
            save_service(row, upstream=[], by=cast.system, why="test")
    save_service(cast.services[slug], upstream=rows, by=cast.system, why="test")


@pytest.fixture
def incident(cast):
    """An incident of e-mail, which cannot work without VPN, which cannot work without DNS."""
    depend(cast, "vpn", "dns")
    depend(cast, "email", "vpn")
    return make_incident(
        cast,
        service=cast.services["email"],
        configuration_item="mail-01",
        occurred_at=EARLY,
        reported_at=NOON,
    )


@pytest.mark.parametrize(
    ("node", "expected"),
    [(1, {2, 3, 4}), (2, {3}), (3, set()), (9, set()), (5, {5, 6}), (6, {5, 6})],
)
def test_upstream_goes_all_the_way_and_ends(node, expected):
    assert all_upstream(node, {1: [2, 4], 2: [3], 4: [3], 5: [6], 6: [5]}) == expected


@pytest.mark.parametrize(("occurred_at", "end"), [(None, NOON), (EARLY, EARLY)])
def test_the_span_ends_where_the_impact_starts(occurred_at, end):
    assert span_before(occurred_at, NOON) == (end - LOOK_BACK, end)


@pytest.mark.parametrize(
    ("service", "at", "options", "is_shown"),
    [
        ("email", EARLY, {}, True),
        ("email", EARLY + MINUTE, {}, False),
        ("email", EARLY - LOOK_BACK, {}, True),
        ("email", EARLY - LOOK_BACK - MINUTE, {}, False),
        ("vpn", EARLY, {}, True),
        ("dns", EARLY, {}, True),
        ("other", EARLY, {}, False),
        ("other", EARLY, {"item": "mail-01"}, True),
        (None, EARLY, {"source": "mail-01"}, True),
        (None, EARLY, {"item": "mail-02"}, False),
    ],
)
def test_which_changes_are_listed(cast, incident, service, at, options, is_shown):
    depend(cast, "other")
    change = changed(cast.services.get(service), at=at, **options)
    (listed, has_more) = changes_about(incident, cast.people["agnes"])
    assert ([row.change for row in listed], has_more) == ([change] if is_shown else [], False)
    assert all(row.is_upstream == (service in ("vpn", "dns", "other")) for row in listed)


def test_an_incident_without_service_and_item_lists_nothing(cast):
    changed(None, at=EARLY)
    assert changes_about(make_incident(cast), cast.people["agnes"]) == ([], False)


def test_requesters_see_no_changes(desk, cast, incident):
    changed(cast.services["email"], at=EARLY)
    assert not Change.objects.visible_to(cast.ruth).exists()
    answer = desk("ruth").get(reverse("incident_changes", args=[incident.number]))
    assert answer["Location"].startswith("/help")
    change = changed(cast.services["email"], at=EARLY, title="Other")
    assert desk("ruth").post("judge_change", incident.number, change.pk, "cause").status_code == 403
    assert not Judgement.objects.exists()


class TestAtTheDesk:
    """The part of the page, and its buttons."""

    def page(self, someone, incident, *, htmx=True):
        return someone.get(reverse("incident_changes", args=[incident.number]), htmx=htmx).content.decode()

    def test_the_page_asks_for_the_part_and_links_to_it(self, desk, incident):
        page = desk("agnes").get(incident.get_absolute_url()).content.decode()
        assert f'hx-get="{reverse("incident_changes", args=[incident.number])}"' in page
        whole = self.page(desk("agnes"), incident, htmx=False)
        assert "<html" in whole and "None on this service or upstream within 3 days." in whole

    def test_words_and_links_of_a_sender_are_escaped(self, desk, cast, incident):
        links = [{"href": "https://ci.example.org/?a=1&b=<i>", "text": "<b>Build</b>"}]
        changed(cast.services["vpn"], at=EARLY, title="<script>x</script>", links=links, source="<i>")
        page = self.page(desk("agnes"), incident)
        assert "&lt;script&gt;x" in page and "<script>" not in page and "<b>Build" not in page
        assert "VPN, upstream" in page

    def test_suspect_then_cause_then_neither(self, desk, cast, incident):
        agnes, change = desk("agnes"), changed(cast.services["vpn"], at=EARLY, title="Deployed vpn 2.4.1")
        for verdict, story, words in (
            ("suspect", Story.CHANGE_SUSPECTED, "suspects a change: Deployed vpn 2.4.1"),
            ("cause", Story.CHANGE_IS_CAUSE, "holds a change for a cause: Deployed vpn 2.4.1"),
        ):
            answer = agnes.post("judge_change", incident.number, change.pk, verdict)
            assert answer["Location"] == incident.get_absolute_url()
            row = Judgement.objects.get()
            assert (row.verdict, row.judged_by) == (verdict, cast.people["agnes"])
            assert incident.entries.get(story=story).facts["service"] == "vpn"
            assert words in agnes.get(incident.get_absolute_url()).content.decode()
            assert row.get_verdict_display() in self.page(agnes, incident)
        agnes.post("judge_change", incident.number, change.pk, "clear")
        assert not Judgement.objects.exists()
        assert [row.history_type for row in Judgement.history.order_by("history_id")] == ["+", "~", "-"]
        assert {row.actor_name for row in Judgement.history.all()} == {cast.people["agnes"].display_name}
        assert incident.entries.filter(story=Story.CHANGE_CLEARED).count() == 1
        kinds = [f"incident.{story}" for story in (Story.CHANGE_SUSPECTED, Story.CHANGE_CLEARED)]
        assert Event.objects.filter(kind__in=kinds).count() == 2

    @pytest.mark.parametrize("verdict", ["cause", "clear"])
    def test_the_same_twice_says_nothing_new(self, desk, cast, incident, verdict):
        agnes, change = desk("agnes"), changed(cast.services["email"], at=EARLY)
        for _time in range(2):
            agnes.post("judge_change", incident.number, change.pk, verdict)
        told = (Story.CHANGE_IS_CAUSE, Story.CHANGE_CLEARED)
        assert incident.entries.filter(story__in=told).count() == (1 if verdict == "cause" else 0)

    def test_a_verdict_stays_when_the_service_or_the_times_change(self, desk, cast, incident):
        agnes, change = desk("agnes"), changed(cast.services["email"], at=EARLY)
        agnes.post("judge_change", incident.number, change.pk, "cause")
        type(incident).objects.filter(pk=incident.pk).update(service=None, occurred_at=EARLY - LOOK_BACK * 2)
        assert change.title in self.page(agnes, incident)

    def test_a_finished_incident_keeps_its_verdicts(self, desk, cast):
        incident = closed(cast)
        change = changed(cast.services["vpn"])
        agnes = desk("agnes")
        agnes.post("judge_change", incident.number, change.pk, "cause")
        assert not Judgement.objects.exists()
        page = agnes.get(incident.get_absolute_url()).content.decode()
        assert "The incident is finished." in page
        assert "judge_change" not in self.page(agnes, incident) and "<form" not in self.page(agnes, incident)

    @pytest.mark.parametrize(("pk", "verdict"), [(None, "guilty"), (0, "cause")])
    def test_what_is_no_change_or_no_verdict_is_not_found(self, desk, cast, incident, pk, verdict):
        change = changed(cast.services["email"], at=EARLY)
        pk = change.pk if pk is None else pk
        assert desk("agnes").post("judge_change", incident.number, pk, verdict).status_code == 404

    def test_many_changes_take_no_more_queries_and_the_newest_are_shown(self, desk, cast, incident):
        agnes, address = desk("agnes"), reverse("incident_changes", args=[incident.number])
        taken = []
        for numbers in (range(25), range(25, 60)):
            for number in numbers:
                changed(cast.services["vpn"], at=EARLY - number * MINUTE, title=f"Change {number}")
            agnes.post("judge_change", incident.number, Change.objects.latest("happened_at").pk, "suspect")
            taken.append(_queries(lambda: agnes.get(address, htmx=True)))
        few, many = taken
        assert len(few) == len(many) <= 7, "\n".join(many)
        page = self.page(agnes, incident)
        assert page.count("<li") == 21 and "Older ones are not shown." in page
