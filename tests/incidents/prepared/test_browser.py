"""Prepared things in a real browser: put in by picker and by typing, with the keyboard alone."""

import pytest

from tests.browser import PHONE, Window
from tests.builders import macro, prepared, started

pytestmark = pytest.mark.browser


def test_a_text_is_put_in_by_its_short_name_and_by_the_list(window: Window, cast):
    prepared("hello", "Hello {{ requester_first }}," + " and so on" * 20)
    prepared("bye", "Good bye\n{{ agent }}")
    incident = started(cast)
    window.sign_in(cast.people["rafael"])
    page = window.open(incident.get_absolute_url())
    page.keyboard.press("r")
    page.keyboard.type("Dear all, ::hel")
    page.wait_for_selector("#completion [role=option][aria-selected=true]")
    window.size(PHONE)
    assert not window.is_wider_than_window()
    assert window.axe() == []
    page.keyboard.press("Enter")
    body = page.locator("#composer-body")
    assert body.input_value() == "Dear all, Hello Ruth," + " and so on" * 20
    assert page.locator("#completion").is_hidden()
    page.get_by_role("link", name="Insert a text").click()
    page.get_by_role("searchbox", name="Search texts").press_sequentially("good", delay=80)
    page.get_by_text("::hello").wait_for(state="detached")
    assert window.axe() == []
    page.locator(".picker a").click()
    assert body.input_value() == f"Dear all, Hello Ruth,{' and so on' * 20}Good bye\nRafael Example"
    assert page.evaluate("document.activeElement.id") == "composer-body"
    page.get_by_text("Draft saved").wait_for()


def test_a_macro_by_keyboard(window: Window, cast):
    macro("ask", note="Looked at {{ number }}", reply="Dear {{ requester_first }}", impact="high")
    incident = started(cast)
    window.sign_in(cast.people["rafael"])
    page = window.open(incident.get_absolute_url())
    page.keyboard.press("m")
    page.get_by_role("searchbox", name="Search macros").press_sequentially("ask", delay=80)
    assert window.axe() == []
    page.locator(".picker a").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Do all of this").wait_for()
    assert window.axe() == []
    page.keyboard.press("Enter")
    page.get_by_text("“Ask” is done.").wait_for()
    assert page.get_by_text(f"Looked at {incident.number}").count() == 1
    assert not page.locator("#dialog").is_visible()


def test_a_name_is_put_in_and_a_vain_one_is_asked_about(window: Window, cast):
    incident = started(cast)
    window.sign_in(cast.people["rafael"])
    page = window.open(incident.get_absolute_url())
    page.keyboard.press("n")
    page.keyboard.type("@nad")
    page.wait_for_selector("#completion [role=option][aria-selected=true]")
    page.keyboard.press("Tab")
    body = page.locator("#composer-body")
    assert body.input_value() == "@nadia "
    page.keyboard.type("and @ruth: see")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Ruth Example will not be told").wait_for()
    assert window.axe() == []
    page.get_by_label("Add the note all the same").check()
    page.get_by_role("button", name="Add note").click()
    page.get_by_text("Noted.").wait_for()
    assert body.input_value() == ""
