"""The board: a view by state, with limits; a card moves by the step of its life cycle."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.history import save_as
from accounts.people.models import Membership
from incidents.desk.models import WipLimit
from incidents.records.choices import State
from tests.accounts.admin_client import address, form_values, signed_in
from tests.builders import IN_STATE, held, resolved, started, triaged


def _columns(answer):
    return {column.state: [card.number for card in column.cards] for column in answer.context["columns"]}


def test_every_incident_stands_in_the_column_of_its_state(desk, cast):
    """UX-14: with what closed and cancelled ones are not part of."""
    made = {state: make(cast) for state, make in IN_STATE.items()}
    shown = ("new", "assigned", "in_progress", "on_hold", "resolved")
    assert _columns(desk("agnes").get("/queue/all/board/")) == {
        state: [made[state].number] for state in shown
    }


@pytest.mark.parametrize(
    ("path", "columns"),
    [
        ("/queue/mine/board/", {"in_progress", "on_hold", "resolved"}),
        ("/queue/teams/board/?state=assigned&state=on_hold", {"assigned", "on_hold"}),
        ("/queue/all/board/?assignee=none", {"new", "assigned"}),
        ("/queue/resolved/board/", {"resolved"}),
    ],
)
def test_view_and_filters_hold_on_the_board(desk, cast, path, columns):
    for make in IN_STATE.values():
        make(cast)
    found = _columns(desk("rafael").get(path))
    assert {state for state, cards in found.items() if cards} == columns


def test_an_unknown_view_has_no_board(desk, cast):
    assert desk("rafael").get("/queue/nope/board/").status_code == 404


def test_a_card_offers_the_steps_that_are_allowed_and_they_work_without_script(desk, cast):
    incident, rafael = triaged(cast), desk("rafael")
    page = rafael.get("/queue/all/board/").content.decode()
    assert f'href="/incidents/{incident.number}/steps/resolve/"' in page
    assert f'action="/incidents/{incident.number}/steps/start/"' in page
    assert (
        f"/incidents/{incident.number}/steps/" not in desk("paul").get("/queue/all/board/").content.decode()
    )
    rafael.step(incident, "start", htmx=False, version=incident.version)
    assert _columns(rafael.get("/queue/all/board/"))[State.IN_PROGRESS] == [incident.number]


def test_a_step_on_the_board_asks_the_board_for_its_columns(desk, cast):
    incident, rafael = triaged(cast), desk("rafael")
    done = rafael.client.post(
        f"/incidents/{incident.number}/steps/start/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/queue/all/board/?sort=newest"},
    )
    assert done.status_code == 204 and "incident:changed" in done.headers["HX-Trigger"]
    fresh = rafael.get("/queue/all/board/", htmx=True).content.decode()
    assert 'id="board"' in fresh and "<html" not in fresh


def _limit(cast, team, state, most):
    save_as(WipLimit(team=cast.teams[team], state=state, most=most), by=cast.system)


@pytest.mark.parametrize(
    ("path", "limit", "is_over"),
    [
        ("/queue/teams/board/", 1, True),
        ("/queue/all/board/?team=network", 1, True),
        ("/queue/all/board/?team=applications", None, False),
        ("/queue/all/board/", None, False),
    ],
)
def test_limits_are_those_of_the_teams_on_the_board(desk, cast, path, limit, is_over):
    _limit(cast, "network", State.IN_PROGRESS, 1)
    started(cast)
    started(cast)
    columns = {column.state: column for column in desk("rafael").get(path).context["columns"]}
    assert (columns["in_progress"].limit, columns["in_progress"].is_over) == (limit, is_over)
    assert columns["on_hold"].limit is None


def test_limits_of_several_teams_add_up_where_each_has_one(desk, cast):
    save_as(Membership(team=cast.teams["applications"], user=cast.rafael), by=cast.system)
    rafael = desk("rafael")

    def limit():
        columns = rafael.get("/queue/teams/board/").context["columns"]
        return {column.state: column.limit for column in columns}["in_progress"]

    _limit(cast, "network", State.IN_PROGRESS, 3)
    assert limit() is None
    _limit(cast, "applications", State.IN_PROGRESS, 4)
    assert limit() == 7


def test_administrators_set_limits(cast):
    client, url = signed_in(cast.adam), address(WipLimit, "add")
    values = {**form_values(client, url), "team": cast.teams["network"].pk, "state": "on_hold", "most": 4}
    assert client.post(url, values).status_code == 302
    assert str(WipLimit.objects.get()) == "Network: On hold"
    assert client.post(url, values).status_code == 200
    with pytest.raises(ValidationError):
        WipLimit(team=cast.teams["network"], state="new", most=0).full_clean()


def test_the_board_asks_the_same_for_few_and_for_many(desk, cast):
    agnes, taken = desk("agnes"), []
    for more in (1, 9):
        for _number in range(more):
            for make in (triaged, started, held, resolved):
                make(cast)
        with CaptureQueriesContext(connection) as caught:
            assert agnes.get("/queue/teams/board/?team=network").status_code == 200
        taken.append(len(caught))
    assert taken[0] == taken[1] <= 14, caught.captured_queries
