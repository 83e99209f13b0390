"""Prepared things in a real browser: put in by picker and by typing, with the keyboard alone."""

import pytest

from tests.browser import Window
from tests.builders import prepared, started

pytestmark = pytest.mark.browser


def test_a_text_is_put_in_by_its_short_name_and_by_the_list(window: Window, cast):
    prepared("hello", "Hello {{ requester_first }},")
    prepared("bye", "Good bye\n{{ agent }}")
    incident = started(cast)
    window.sign_in(cast.people["rafael"])
    page = window.open(incident.get_absolute_url())
    page.keyboard.press("r")
    page.keyboard.type("Dear all, ::hel")
    page.wait_for_selector("#completion [role=option][aria-selected=true]")
    assert window.axe() == []
    page.keyboard.press("Enter")
    body = page.locator("#composer-body")
    assert body.input_value() == "Dear all, Hello Ruth,"
    assert page.locator("#completion").is_hidden()
    page.get_by_role("link", name="Insert a text").click()
    page.get_by_role("searchbox", name="Search texts").fill("good")
    page.get_by_text("::hello").wait_for(state="detached")
    assert window.axe() == []
    page.locator(".picker a").click()
    assert body.input_value() == "Dear all, Hello Ruth,Good bye\nRafael Example"
    assert page.evaluate("document.activeElement.id") == "composer-body"
    page.get_by_text("Draft saved").wait_for()
