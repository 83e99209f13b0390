"""The palette and the keys in a real browser (UX-07)."""

import pytest

from tests.browser import Window
from tests.builders import make_incident, started, triaged

pytestmark = pytest.mark.browser


def test_the_palette_jumps_searches_and_acts(window: Window, cast):
    incident, twin = started(cast, title="Lift stands still"), make_incident(cast, title="Printer hums")
    window.sign_in(cast.people["rafael"])
    page = window.open("/queue/all/")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/find/" in request.url else None)
    page.keyboard.press("/")
    page.keyboard.type("printer hu")
    page.wait_for_selector("#palette-found [role=option][aria-selected=true]:has-text('Printer hums')")
    assert len(asked) == 1
    assert window.axe() == []
    window.shot("palette")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{twin.get_absolute_url()}")
    page.keyboard.press("Control+k")
    page.keyboard.type(incident.number.rpartition("-")[2])
    page.wait_for_selector("#palette-found [role=option][aria-selected=true]:has-text('Lift')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{incident.get_absolute_url()}")
    page.keyboard.press("/")
    page.keyboard.type("> work no")
    page.wait_for_selector("#cmd-n[aria-selected=true]")
    page.keyboard.press("Enter")
    window.until("document.activeElement.name === 'body'")
    assert page.locator(".composer input[name=mode]:checked").get_attribute("value") == "note"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("nothing like this")
    page.get_by_text("Nothing here matches").wait_for()


def test_keys_that_go_and_take(window: Window, cast):
    incident = triaged(cast)
    window.sign_in(cast.people["rafael"])
    page = window.open(incident.get_absolute_url())
    window.settled()
    page.keyboard.press("i")
    page.wait_for_selector("#prop-assignee:has-text('Rafael')")
    page.keyboard.press("w")
    page.wait_for_selector("#dialog[open] [name=next_step]")
    assert window.axe() == []
    page.keyboard.press("Escape")
    page.wait_for_selector("#dialog:not([open])", state="attached")
    for keys, place in (("gq", "**/queue/"), ("gi", "**/inbox/"), ("gr", "**/reviews/")):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url(place)
