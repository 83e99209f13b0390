"""The agent's pages in a real browser: accessible, quiet, usable by keyboard, whole on a phone."""

from datetime import timedelta

import pytest

from accounts import clock
from incidents.lifecycle.operations.escalating import sweep_clocks
from tests.browser import DESK, LAPTOP, PHONE, Window
from tests.builders import IN_STATE, make_incident, started

pytestmark = pytest.mark.browser

LONG = (
    "Rechtsschutzversicherungsgesellschaftsdatenbankverbindungsabbruch: viele warten auf das Rechenzentrum "
    * 2
)


def _check(window: Window, name: str) -> list[str]:
    """Return what is wrong with the page that is open, on the desk in both themes, and on a phone."""
    wrong = []
    for label, size, themes in (("phone", PHONE, ("light",)), ("desk", DESK, ("light", "dark"))):
        window.size(size)
        if window.is_wider_than_window():
            wrong.append(f"{name}, {label}: scrolls sideways")
        for theme in themes:
            window.theme(theme)
            wrong += [f"{name}, {label}, {theme}: {line}" for line in window.axe()]
            window.shot(f"{name}-{theme}-{label}", full_page=label == "phone")
    return wrong


def test_every_page_is_accessible_and_fits_a_phone(window, cast):
    now = clock.now() - timedelta(hours=1)
    made = {state: make(cast, title=LONG[:200], now=now) for state, make in IN_STATE.items()}
    window.sign_in(cast.people["lena"])
    address = made["in_progress"].get_absolute_url()
    paths = {
        "queue": "/queue/all/?q=rechtsschutz&team=network&state=new&state=assigned&priority=3",
        "queue-empty": "/queue/majors/",
        "focus": "/queue/focus/",
        "board": "/queue/all/board/",
        "views": "/queue/views/",
        "wallboard": "/wallboard/",
        "save-view": "/queue/views/new/?view=all&q=rechtsschutz",
        "log": "/incidents/new/",
        "history": f"{address}history/",
        "clocks": f"{address}clocks/",
        "pauses": "/reports/pauses/",
        "link": f"{address}links/new/",
        "property": f"{address}properties/impact/",
        "step": f"{address}steps/resolve/",
        **{str(state): incident.get_absolute_url() for state, incident in made.items()},
    }
    wrong = []
    for name, path in paths.items():
        window.open(path)
        wrong += _check(window, name)
    assert wrong == []


def test_the_dialog_and_the_preview_are_accessible(window, cast):
    incident = started(cast, title=LONG[:200])
    window.sign_in(cast.people["rafael"])
    page = window.open(incident.get_absolute_url())
    page.keyboard.press("e")
    page.wait_for_selector("#dialog[open] #step_code")
    wrong = _check(window, "dialog")
    page.get_by_role("button", name="Resolve and tell the requester").click()
    page.wait_for_selector("#dialog [aria-invalid=true]")
    wrong += _check(window, "dialog-refused")
    page = window.open("/queue/all/")
    window.size(LAPTOP)
    page.keyboard.press("j")
    page.wait_for_selector("#preview .preview-bar")
    wrong += window.axe()
    window.shot("preview")
    assert wrong == []


def test_the_queue_by_keyboard(window, cast):
    now = clock.now() - timedelta(hours=1)
    one, two = (started(cast, title=f"Incident {n}", now=now + timedelta(minutes=n)) for n in range(2))
    window.sign_in(cast.people["rafael"])
    page = window.open("/queue/all/")
    for key, expected in (("j", one), ("j", two), ("k", one)):
        page.keyboard.press(key)
        page.wait_for_selector(f"#preview .preview-bar:has-text('{expected.number}')")
        assert page.locator("tr[aria-current=true]").get_attribute("id") == expected.number.lower()
    window.settled()
    page.keyboard.press("h")
    page.wait_for_selector("#dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#dialog:not([open])", state="attached")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.wait_for_selector("#palette[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    page.wait_for_url(f"**{one.get_absolute_url()}")
    page.keyboard.press("c")
    page.wait_for_url("**/incidents/new/")


def test_a_step_in_the_preview_leaves_the_list_where_it_is(window, cast):
    incident = started(cast)
    window.sign_in(cast.people["rafael"])
    page = window.open("/queue/all/")
    page.keyboard.press("j")
    page.wait_for_selector("#preview .action-bar")
    window.settled()
    page.keyboard.press("h")
    page.locator("#step_reason").select_option("awaiting_requester")
    page.locator("#step_question").fill("Which building?")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"#{incident.number.lower()}[aria-current=true] [data-state=on-hold]")
    page.wait_for_selector("#preview .state-chip[data-state=on-hold]")
    page.wait_for_selector(".toast")


def test_a_card_moves_by_keyboard_and_keeps_the_focus(window, cast):
    """UX-14: the step's own form, then the columns anew, and the focus on the card where it stands now."""
    incident = started(cast)
    window.sign_in(cast.people["rafael"])
    page, card = window.open("/queue/all/board/"), f"#card-{incident.number.lower()}"
    page.locator(f"{card} a:has-text('Hold')").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#dialog[open]")
    page.locator("#step_reason").select_option("awaiting_requester")
    page.locator("#step_question").fill("Which building?")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"section:has(#column-on_hold) {card}")
    window.until(f"document.activeElement.closest('{card}') !== null")
    assert window.axe() == []
    page.locator(f"{card} button:has-text('Resume')").press("Enter")
    page.wait_for_selector(f"section:has(#column-in_progress) {card}")


def test_figures_change_without_a_reload(window, cast):
    """UX-01: in place, said once to those who listen, and without a word while nothing changed."""
    window.sign_in(cast.people["rafael"])
    page = window.open("/queue/all/")
    ask = "document.querySelector('#counts').dispatchEvent(new CustomEvent('poll', {bubbles: true}))"
    with page.expect_response("**/queue/counts/**") as same:
        page.evaluate(ask)
    assert same.value.status == 204
    started(cast)
    with page.expect_response("**/queue/counts/**"):
        page.evaluate(ask)
    page.wait_for_selector(".queue-tabs [data-figure=mine]:has-text('1')")
    page.wait_for_selector(".sidebar [data-figure=all]:has-text('1')")
    assert "My work: 1" in page.locator("#counts-said").inner_text()


def test_the_incident_by_keyboard(window, cast):
    incident = started(cast)
    window.sign_in(cast.people["rafael"])
    page = window.open(incident.get_absolute_url())
    window.settled()
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("e")
    page.wait_for_selector("#dialog[open]")
    window.until("document.activeElement.name === 'code'")
    page.keyboard.press("Escape")
    page.wait_for_selector("#dialog:not([open])", state="attached")
    window.until("document.activeElement.id === 'step-resolve'")
    for key, mode in (("r", "public"), ("n", "note")):
        page.keyboard.press(key)
        window.until("document.activeElement.name === 'body'")
        assert page.locator(".composer input[name=mode]:checked").get_attribute("value") == mode
        if mode == "public":
            page.evaluate("document.activeElement.blur()")
    page.keyboard.type("Seen in the server room")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".entry[data-kind=note]:has-text('Seen in the server room')")
    page.wait_for_selector(".toast")
    assert page.locator("#composer-body").input_value() == ""
    assert page.locator(".composer input[name=mode]:checked").get_attribute("value") == "note"


def test_hold_changes_head_timeline_and_properties_in_place(window, cast):
    incident = started(cast)
    window.sign_in(cast.people["rafael"])
    page = window.open(incident.get_absolute_url())
    page.evaluate("window.isSamePage = true")
    page.keyboard.press("h")
    window.until("document.activeElement.name === 'reason'")
    page.locator("#step_reason").select_option("awaiting_requester")
    page.locator("#step_question").fill("Which building?")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#head .state-chip[data-state=on-hold]")
    page.wait_for_selector("#timeline :text('put it on hold')")
    page.wait_for_selector(".toast:has-text('On hold')")
    page.wait_for_selector("#dialog:not([open])", state="attached")
    assert page.locator("#head").count() == 1
    assert page.evaluate("document.querySelector('#head').parentElement.id") == "main"
    window.until("document.activeElement.closest('.action-bar') !== null")
    page.keyboard.press("h")
    page.wait_for_selector("#head .state-chip[data-state=in-progress]")
    assert page.evaluate("window.isSamePage")


def test_a_property_is_edited_in_place(window, cast):
    incident = started(cast)
    window.sign_in(cast.people["rafael"])
    page = window.open(incident.get_absolute_url())
    page.keyboard.press("p")
    window.until("document.activeElement.name === 'impact'")
    page.locator("#id_impact").select_option("high")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#head .priority[data-priority='2']")
    page.wait_for_selector("#prop-impact a:has-text('High')")
    page.wait_for_selector(".toast")


def test_the_log_form_shows_the_priority_and_twins_while_typing(window, cast):
    twin = started(cast, title="Drucker druckt nicht")
    window.sign_in(cast.people["agnes"])
    page = window.open("/incidents/new/")
    page.locator("input[name=impact][value=high]").check(force=True)
    page.locator("input[name=urgency][value=high]").check(force=True)
    assert page.locator(".prio-out .priority:visible").inner_text().startswith("P1")
    page.locator("#id_title").press_sequentially("Drucker druckt")
    page.wait_for_selector(f".twin:has-text('{twin.number}')")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".record-head h1:has-text('Drucker druckt')")
    page.wait_for_selector(".toast:has-text('is logged')")


def test_a_clock_counts_only_working_time_and_asks_anew(window, cast):
    """The script is given other times, so that nobody has to wait for a minute to pass."""
    incident = make_incident(
        cast, now=clock.now() - timedelta(minutes=1, seconds=20), impact="high", urgency="high"
    )
    window.sign_in(cast.people["agnes"])
    page = window.open(incident.get_absolute_url())
    face = page.locator(".clock[data-left] time").first
    assert face.inner_text() == "13 min"
    count = """(open) => { const one = document.querySelector(".clock[data-left]");
        Object.assign(one.dataset, { open, left: 780, risk: 0, at: Math.floor(Date.now() / 1000) - 150 });
        document.dispatchEvent(new CustomEvent("htmx:afterSettle")); }"""
    page.evaluate(count, "0-9999999999")
    assert face.inner_text() == "10 min"
    page.evaluate(count, "")
    assert face.inner_text() == "13 min"
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    window.settled()
    window.until("Number(document.querySelector('.clock[data-left]').dataset.left) !== 780")


def test_the_whole_moment_and_the_computation_by_keyboard(window, cast):
    incident = started(cast, now=clock.now() - timedelta(hours=30), impact="high", urgency="high")
    sweep_clocks(now=clock.now())
    window.sign_in(cast.people["ines"])
    page = window.open(incident.get_absolute_url())
    words = page.locator(".tip-words").first
    assert not words.is_visible()
    page.locator(".tip").first.focus()
    assert words.is_visible() and "In the calendar’s zone" in words.inner_text()
    wrong = window.axe()
    page.locator("#explain").press("Enter")
    page.wait_for_selector("#dialog[open] .derivation")
    wrong += _check(window, "explain-dialog")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Say why…").first.press("Enter")
    page.wait_for_selector("#dialog[open] #judge_cause")
    wrong += _check(window, "judge-dialog")
    page.locator("#judge_cause").select_option("workload")
    page.locator("#judge_comment").fill("Two of us were ill.")
    page.get_by_role("button", name="Save the cause").click()
    page.wait_for_selector("#clocks .clock:has-text('Two of us were ill.')")
    assert wrong == []
