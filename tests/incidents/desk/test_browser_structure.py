"""Merging, splitting and copying in a real browser: accessible, and nothing scrolls sideways."""

import pytest

from accounts import clock
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from tests.builders import closed, started
from tests.incidents.desk.test_browser import LONG, _check

pytestmark = pytest.mark.browser


def test_LOG_13_look_merge_undo_and_the_pages_around_it(window, cast):
    duplicate, survivor = started(cast, title=LONG[:200], requester=cast.oskar), started(cast)
    words = comment(duplicate, EntryKind.PUBLIC, LONG, by=cast.actor("oskar"), now=clock.now())
    bad = closed(cast)
    window.sign_in(cast.people["agnes"])
    page = window.page
    wrong = []
    for name, path in {
        "split": f"{duplicate.get_absolute_url()}entries/{words.pk}/split/",
        "copy": f"{duplicate.get_absolute_url()}steps/copy/",
        "merge": f"{duplicate.get_absolute_url()}steps/merge/",
    }.items():
        window.open(path)
        wrong += _check(window, name)
    window.open(duplicate.get_absolute_url())
    page.click("[popovertarget=more-steps]")
    page.click("#more-steps a[href*='steps/merge']")
    page.fill("#dialog [name=into]", survivor.number)
    page.fill("#dialog [name=also]", bad.number)
    page.click("#dialog [name=preview]")
    page.wait_for_selector("#dialog .error")
    wrong += _check(window, "merge-refused")
    page.fill("#dialog [name=also]", "")
    page.click("#dialog [name=preview]")
    page.click("#dialog button.btn-primary:not([name])")
    page.wait_for_selector(".toast :text('Undo')")
    assert survivor.number in page.inner_text("#head")
    page.click(".toast :text('Undo')")
    page.wait_for_selector("#step-resolve")
    window.open(survivor.get_absolute_url())
    wrong += _check(window, "survivor")
    assert wrong == []
