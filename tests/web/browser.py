"""A real browser, with nobody's settings; what it complains about and whom it calls is noted.

Without Chromium its tests are skipped, unless REQUIRE_BROWSER is set.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, ViewportSize, async_playwright, expect

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",  # it shows this project's page alone
)
_PATIENCE = 15_000  # milliseconds: the machine may be busy

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}


class Browsing:
    """A page in a browser of its own, whose reader is careful."""

    def __init__(self, page: Page, root: str) -> None:
        self.page = page
        self.root = root
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.expected = ""  # part of a complaint that is none
        page.on("console", lambda said: self._complain(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self._complain(f"error: {error}"))
        page.on("request", lambda request: self._called(request.url))

    def _complain(self, what: str) -> None:
        if not (self.expected and self.expected in what):
            self.complaints.append(what)

    def _called(self, url: str) -> None:
        if not url.startswith((f"{self.root}/", f"blob:{self.root}/")):
            self.strangers.append(url)

    async def open(self, path: str = "/") -> None:
        """Go there, and wait until the chat is shown."""
        await self.page.goto(self.root + path)
        await self.settled()

    async def settled(self) -> None:
        """The chat is shown."""
        await expect(self.page.get_by_role("log")).to_have_attribute("aria-busy", "false")

    @property
    def field(self) -> Any:
        """Where one types."""
        return self.page.get_by_role("textbox", name="Message")

    @property
    def newest(self) -> Any:
        """The last message."""
        return self.page.locator("article").last

    async def say(self, text: str) -> None:
        """Type and send."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def press(self, label: str) -> None:
        """Press the newest button of that label."""
        await self.page.get_by_role("button", name=label, exact=True).last.click()

    async def answer_first(self) -> None:
        """Answer the question that waits by its first button, and see another thing come."""
        before = await self.newest.inner_text()
        await self.newest.locator(".keys button").first.click()
        await expect(self.newest).not_to_have_text(before, use_inner_text=True)

    async def to_the_result(self) -> None:
        """Answer until the picture is there."""
        for _ in range(12):
            if await self.newest.locator("img").count():
                break
            await self.answer_first()
        picture = self.newest.get_by_role("img")
        await expect(picture).to_have_js_property("complete", value=True)
        await expect(picture).to_have_js_property("naturalWidth", 960)


def chromium() -> str:
    """The program; skips the test where there is none."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        missing = f"no browser on this machine: {', '.join(_NAMES)} not found"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@asynccontextmanager
async def browsing(root: str, **look: Any) -> AsyncIterator[Browsing]:
    """A new browser at a site; in the end it must have had no complaint and called nobody else."""
    program = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(_QUIET))
        settings = {"viewport": PHONE, "reduced_motion": "reduce", "locale": "en-US", **look}
        context = await browser.new_context(**settings)
        context.set_default_timeout(_PATIENCE)
        expect.set_options(timeout=_PATIENCE)
        found = Browsing(await context.new_page(), root)
        try:
            yield found
        finally:
            await browser.close()
    assert found.complaints == []
    assert found.strangers == []
