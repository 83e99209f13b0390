"""A real browser for tests marked `browser`: pages of the live server, a signed-in person, axe, pictures.

Chromium is found by `TEST_BROWSER`; with `TEST_SHOTS` set to a folder, `Window.shot` leaves pictures there.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from accounts.people.models import User

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
REFUSAL = re.compile(r"responded with a status of (409|412|422)")
DESK = {"width": 1440, "height": 900}


class Window:
    """A browser window that notes what no page may do: console messages, failed requests, requests elsewhere."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.console: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.console.append(f"error: {error}"))
        self.page.on("request", lambda request: self._note(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        # A refusal is an answer of ours, which the browser nevertheless writes down as a failure.
        if not REFUSAL.search(message.text):
            self.console.append(f"{message.type}: {message.text} {message.location}")

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(url)

    def sign_in(self, user: User) -> None:
        """Give the browser a session of the person."""
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])

    def open(self, path: str) -> Page:
        """Open a page of the product."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def size(self, size: dict[str, int]) -> None:
        """Make the window as large as a device."""
        self.page.set_viewport_size(size)  # type: ignore[arg-type]

    def theme(self, name: str) -> None:
        """Ask for light or dark as the system would."""
        self.page.emulate_media(color_scheme=name)  # type: ignore[arg-type]
        # Colours glide from one theme to the other; half-way they are nobody's.
        self.page.wait_for_timeout(50)
        self.until("document.getAnimations().every((one) => one.playState !== 'running')")

    def settled(self) -> None:
        """Wait until HTMX has put everything in its place."""
        self.until("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')")
        self.page.wait_for_timeout(50)

    def until(self, condition: str) -> None:
        """Wait until a condition holds in the page (the CSP forbids what Playwright's own wait would evaluate)."""
        for _attempt in range(100):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never came true: {condition}")

    def axe(self) -> list[str]:
        """Return what axe finds wrong: rule, and the elements it is about."""
        # Preloading would read the stylesheets once more and ask for what they import at the page's own address.
        found = Axe().run(self.page, options={"preload": False}).response["violations"]
        return [f"{rule['id']}: {[node['target'] for node in rule['nodes']][:5]}" for rule in found]

    def is_wider_than_window(self) -> bool:
        """Say whether the page scrolls sideways, once it has come to rest after a change of size."""
        for _attempt in range(10):
            if self.page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            ):
                return False
            self.page.wait_for_timeout(100)
        return True

    def focused(self) -> str:
        """Return name, id or text of what has the focus."""
        return str(
            self.page.evaluate(
                "(() => { const el = document.activeElement; return el.name || el.id || el.textContent.trim(); })()"
            )
        )

    def shot(self, name: str, **options: Any) -> None:
        """Leave a picture, if pictures are wanted."""
        folder = os.environ.get("TEST_SHOTS")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}.png", **options)


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """Start the browser once for the whole run."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread: Django takes the tests for asynchronous code and gives them
        # a connection of their own.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        path = os.environ.get("TEST_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()
        connection.close()


@pytest.fixture
def window(chromium: Browser, live_server: Any) -> Iterator[Window]:
    """Open a window on the live server; whatever it complains about fails the test."""
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce")  # type: ignore[arg-type]
    opened = Window(context, live_server.url)
    yield opened
    context.close()
    assert opened.console == [], opened.console
    assert opened.elsewhere == [], opened.elsewhere
