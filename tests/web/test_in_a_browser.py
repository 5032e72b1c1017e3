"""The page in a real browser: by mouse, by keyboard, by screen reader, on phone and desktop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

from playwright.async_api import Frame, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.knowledge import Knowledge
from bot.telegram.local import LocalFile
from bot.telegram.serving import Serving
from bot.web.shown import CAN_VOTE
from tests.web.browser import DESKTOP, PHONE, Browsing, browsing
from tests.web.conftest import Serve
from tests.web.reading import Site

POLLED = "❌that" if CAN_VOTE else "•that"  # a poll without a right option has a wrong one
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# What is wrong with the look of the page as it stands, as a list of sentences.
LOOK = """
() => {
  const wrong = [];
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = rgb(colour).slice(0, 3).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const {backgroundColor} = getComputedStyle(at);
      if (rgb(backgroundColor)[3] === 255) return backgroundColor;
    }
    return "white";
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const unseen = element.closest("noscript, .unseen, #toast:not(.up)");
    if (!texts.currentNode.data.trim() || unseen || !element.checkVisibility()) continue;
    seen.add(element);
  }
  for (const element of [...seen, document.querySelector("textarea")]) {
    const placeholder = element.matches("textarea") ? "::placeholder" : null;
    const style = getComputedStyle(element, placeholder);
    const [one, other] = [light(style.color), light(behind(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) wrong.push(`${contrast.toFixed(1)}: ${element.textContent.slice(0, 40)}`);
  }
  const targets = "button:not(.link), .key, textarea, [role=option]";
  for (const target of document.querySelectorAll(targets)) {
    const {width, height} = target.getBoundingClientRect();
    if (target.checkVisibility() && (width < 44 || height < 44)) {
      wrong.push(`${width} x ${height}: ${target.textContent || target.id}`);
    }
  }
  const {scrollWidth} = document.scrollingElement;
  if (scrollWidth > innerWidth) wrong.push(`as wide as ${scrollWidth}`);
  for (const inside of document.querySelectorAll("#scroll, .bubble, .keys button, header, form")) {
    if (inside.scrollWidth > inside.clientWidth + 1) wrong.push(`too wide: ${inside.textContent}`);
  }
  return {wrong, seen: seen.size};
}
"""


async def test_a_reader_asks_presses_and_takes_the_assessment(site: Site) -> None:
    async with browsing(site.root) as reader:
        page = reader.page
        await reader.open()
        await expect(page.get_by_role("log")).to_be_empty()
        await reader.press("Start")
        await expect(reader.newest).to_contain_text("Hello!")
        await expect(page.get_by_role("button", name="Start", exact=True)).to_be_hidden()

        await reader.say("what is the difference?")
        await expect(reader.newest).to_contain_text("product strategy versus model delivery")
        await expect(reader.newest.get_by_role("listitem").first).to_contain_text("judged on")
        await reader.press("👍")
        await expect(page.locator("#toast")).to_have_text("Thanks, noted.")

        await reader.say("/fit")
        await expect(reader.newest).to_contain_text("1 of about")
        await reader.answer_first()
        await reader.answer_first()
        asked = await reader.newest.inner_text()
        count = await page.locator("article").count()

        await page.reload()
        await reader.settled()
        await expect(page.locator("article")).to_have_count(count)
        assert await reader.newest.inner_text() == asked
        await reader.to_the_result()
        await expect(page.locator("article")).to_have_count(count)  # changed in place
        caption = await reader.newest.get_by_role("img").get_attribute("alt")
        assert caption
        assert caption.startswith("You lean") or "balanced" in caption
        await expect(reader.newest.get_by_role("paragraph").first).to_contain_text(caption[:12])


async def test_a_long_answer_is_read_from_its_beginning(site: Site) -> None:
    async with browsing(site.root, viewport={"width": 360, "height": 480}) as reader:
        await reader.open()
        await reader.say("what is the difference?")
        await expect(reader.newest.locator("p").first).to_be_in_viewport(ratio=1)
        await expect(reader.newest.locator(".keys button").last).not_to_be_in_viewport()
        await reader.press("Newest message")
        await expect(reader.newest.locator(".keys button").last).to_be_in_viewport(ratio=1)


async def test_an_answer_that_comes_while_the_chat_still_scrolls_is_in_view(site: Site) -> None:
    async with browsing(site.root, reduced_motion="no-preference") as reader:
        await reader.open()
        await reader.say("/help")
        await expect(reader.newest).to_contain_text("/salary")
        await reader.say("/salary senior")
        await expect(reader.newest.get_by_role("img")).to_be_in_viewport(ratio=0.9)


async def test_all_of_it_works_by_keyboard(site: Site) -> None:
    async with browsing(site.root, viewport=DESKTOP) as reader:
        page, keyboard = reader.page, reader.page.keyboard
        await reader.open()
        await expect(reader.field).to_be_focused()

        await keyboard.type("/f")
        options = page.get_by_role("option")
        await expect(options.first).to_contain_text("/fit")
        await keyboard.press("ArrowDown")
        await keyboard.press("ArrowUp")
        await expect(options.first).to_have_attribute("aria-selected", "true")
        active = await reader.field.get_attribute("aria-activedescendant")
        assert active == await options.first.get_attribute("id")
        await keyboard.press("Escape")
        await expect(options.first).to_be_hidden()
        await keyboard.type("i")
        await keyboard.press("Tab")
        await expect(reader.field).to_have_value("/fit ")
        await keyboard.press("Enter")
        await expect(reader.newest).to_contain_text("1 of about")

        await keyboard.press("Shift+Tab")  # to the command button
        while not await reader.newest.evaluate("it => it.contains(document.activeElement)"):
            await keyboard.press("Shift+Tab")
        while await page.evaluate("document.activeElement.textContent") != "Skip ›":
            await keyboard.press("Shift+Tab")
        await keyboard.press("Enter")
        await expect(reader.newest).to_contain_text("2 of about")
        await expect(page.get_by_role("button", name="Skip ›")).to_have_count(1)
        for number in range(3, 14):  # focus is at the next question's first answer
            assert await reader.newest.evaluate("it => it.contains(document.activeElement)")
            if await reader.newest.get_by_role("img").count():
                break
            await expect(reader.newest.locator(".keys button").first).to_be_focused()
            before = await reader.newest.inner_text()
            await keyboard.press("Enter" if number % 2 else "Space")
            await expect(reader.newest).not_to_have_text(before, use_inner_text=True)
        await expect(reader.newest.get_by_role("img")).to_be_visible()

        await reader.field.focus()
        await keyboard.type("/abuot")
        await keyboard.press("Enter")
        await expect(reader.newest).to_contain_text("don't know that command")
        await keyboard.press("ArrowUp")
        await expect(reader.field).to_have_value("/abuot")
        await keyboard.press("ControlOrMeta+a")
        await keyboard.type("/about")
        await keyboard.press("Escape")  # the list
        await keyboard.press("Enter")
        await expect(reader.newest).to_contain_text("Everything I know")
        await expect(page.locator("article.mine").last).to_contain_text("/about")


async def test_it_is_readable_on_phone_and_desktop_in_light_and_dark(site: Site) -> None:
    async with browsing(site.root) as reader:
        await reader.open()
        await assert_looks(reader, 5)
        await reader.say("/salary rsu")
        await expect(reader.newest).to_contain_text("RSU")
        await reader.say("w" * 300)
        await reader.say("what is the difference?")
        await expect(reader.newest).to_contain_text("product strategy")
        await reader.press("👍")
        await expect(reader.page.locator("#toast")).to_have_class("up")
        await reader.say("/fit")
        await expect(reader.newest).to_contain_text("1 of about")
        await reader.to_the_result()
        await reader.field.fill("/")
        await expect(reader.page.get_by_role("option").first).to_be_visible()
        await assert_looks(reader, 60)


async def assert_looks(reader: Browsing, texts: int) -> None:
    """At each size and in each scheme: contrast, targets large enough, nothing too wide."""
    for size in (DESKTOP, PHONE):
        await reader.page.set_viewport_size(size)
        for scheme in SCHEMES:
            await reader.page.emulate_media(color_scheme=scheme)
            found: dict[str, Any] = await reader.page.evaluate(LOOK)
            assert found["wrong"] == [], (size, scheme)
            assert found["seen"] >= texts


async def test_what_a_screen_reader_meets(site: Site, knowledge: Knowledge) -> None:
    async with browsing(site.root) as reader:
        page = reader.page
        await reader.open()
        await reader.say("/salary senior ml")
        await expect(reader.newest).to_contain_text("Senior ML PM")
        log = page.get_by_role("log")
        await expect(log).to_have_attribute("aria-live", "polite")
        outline = await page.locator("body").aria_snapshot()
        name = knowledge.texts.name
        assert f'heading "{name}" [level=1]' in outline
        assert 'textbox "Message"' in outline
        for button in ("Clear chat", "Commands", "Send", "👍"):
            assert f'button "{button}"' in outline
        said = await reader.newest.locator(".bubble").inner_text()
        assert said.startswith(name)
        assert await page.locator("article.mine").first.get_attribute("aria-live") == "off"
        nameless = await page.evaluate(
            "[...document.querySelectorAll('button, a, img:not([alt]), textarea')].filter(it =>"
            " !it.textContent.trim() && !it.ariaLabel && !it.labels?.length).map(it => it.id)"
        )
        assert nameless == []


async def test_what_the_bot_may_send_is_shown(site: Site) -> None:
    async with browsing(site.root) as reader:
        page = reader.page
        await reader.open()
        await reader.say("/help")
        await expect(reader.newest).to_contain_text("/salary")
        (chat_id,) = site.rooms._rooms

        async def send(method: str, **more: Any) -> None:
            status, body = await site.telegram.call(method, {"chat_id": chat_id, **more})
            assert status == 200, body

        html = (
            '<b>bold <i>both</i></b> <u>u</u> <s>s</s> <code>/fit</code> <a href="https://a.example/">'
            'a</a> <a href="tg://user?id=1">tg</a> https://t.me/local_bot?start=fit. 1 &lt; 2\n'
            "<blockquote>said\nby me</blockquote><pre>a  b\nc  d</pre>1. one\n2. two"
            "<blockquote expandable><b>More</b>\nof it</blockquote>"
        )
        await send("sendMessage", text=html, parse_mode="HTML")
        await expect(reader.newest.locator("strong em")).to_have_text("both")
        await expect(reader.newest.locator("code button")).to_have_count(0)
        await expect(reader.newest.locator("pre")).to_have_text("a  b\nc  d")
        await expect(reader.newest.locator("blockquote")).to_have_text("said\nby me")
        await expect(reader.newest.get_by_role("listitem")).to_have_text(["1.one", "2.two"])
        await expect(reader.newest.get_by_text("of it")).not_to_be_visible()
        await reader.newest.locator("summary").press("Enter")
        await expect(reader.newest.get_by_text("of it")).to_be_visible()
        links = await reader.newest.get_by_role("link").evaluate_all("all => all.map(a => a.href)")
        assert links == ["https://a.example/", "tg://user?id=1", f"{site.root}/?start=fit"]
        await expect(reader.newest).to_contain_text("1 < 2")

        await send("sendPoll", question="Which?", options=[{"text": "this"}, {"text": "that"}])
        await expect(reader.newest).to_contain_text("Which?")
        if CAN_VOTE:
            await reader.press("that")
            await expect(reader.newest.get_by_role("button")).to_have_count(0)
        await expect(reader.newest.get_by_role("listitem")).to_have_text(["•this", POLLED])
        await send(
            "sendDocument", document=LocalFile("export.json", b'{"a": 1}'), caption="All of it"
        )
        async with page.expect_download() as downloading:
            await reader.newest.get_by_role("button", name="Download export.json").click()
        download = await downloading.value
        assert download.suggested_filename == "export.json"
        assert (await download.path()).read_bytes() == b'{"a": 1}'
        site.telegram.attachment("sticker", chat_id=chat_id)
        markup = "<img src=x onerror=alert(1)><script>alert(2)</script> <b>bold</b> &amp; /fit"
        await reader.say(markup)
        own = page.locator("article.mine").last.locator("p")
        await expect(own).to_have_text(markup)
        assert await own.locator("*").count() == 0
        await send("sendMessage", text="last")
        await expect(page.get_by_text("cannot show that kind")).to_have_count(1)

        await reader.newest.evaluate("it => it.scrollIntoView()")
        first = page.locator("article .link").first
        await first.click()
        await expect(page.locator("article.mine").last).to_contain_text(await first.inner_text())


async def test_a_restart_in_the_middle_is_bridged(serve: Serve) -> None:
    async with serve() as site:
        port = site.port
        async with browsing(site.root) as reader:
            reader.expected = "net::ERR_"
            await reader.open()
            await reader.say("/fit")
            await expect(reader.newest).to_contain_text("1 of about")
            await reader.answer_first()
            await site.stop()
            await expect(reader.page.locator("#note")).to_contain_text("No connection")
            await reader.field.fill("is python enough?")
            await reader.field.press("Enter")
            await expect(reader.page.locator("#note")).to_contain_text("not sent")
            await expect(reader.field).to_have_value("is python enough?")

            async with serve(port=port):
                await expect(reader.page.get_by_role("log")).to_contain_text("cut off")
                await expect(reader.page.locator("#note")).to_be_empty()
                await reader.newest.locator(".keys button").first.click()
                await expect(reader.newest).to_contain_text("3 of about")
                await reader.page.reload()
                await reader.settled()
                await expect(reader.newest).to_contain_text("3 of about")
            async with serve(port=port):
                await reader.page.reload()
                await expect(reader.page.get_by_role("log")).to_contain_text("no longer kept")
                await reader.say("/fit")
                await expect(reader.newest).to_contain_text("Continue")
                await reader.press("Clear chat")
                await reader.press("Clear it?")
                await expect(reader.page.get_by_role("log")).to_be_empty()
                await expect(reader.page.get_by_role("button", name="Start")).to_be_focused()


async def test_a_link_opens_an_entry_once(site: Site) -> None:
    async with browsing(site.root) as reader:
        await reader.open("/?start=e_vesting")
        await expect(reader.newest).to_contain_text("four years")
        assert "start" not in reader.page.url
        await reader.page.reload()
        await reader.settled()
        await expect(reader.page.locator("article")).to_have_count(2)


async def test_an_article_embeds_it(serve: Serve) -> None:
    async with (
        article() as page,
        serve(ancestors=(page.root,)) as site,
        browsing(site.root) as reader,
    ):
        frame = await page.embed(reader, f"{site.root}/?embed&start=fit")
        begin = frame.get_by_role("button", name="Start")
        await expect(begin).to_be_visible()
        assert await frame.locator("article").count() == 0, "a view of the article asks nothing"
        await expect(frame.get_by_role("banner")).to_be_hidden()
        await expect(frame.get_by_role("textbox")).to_be_in_viewport(ratio=1)
        await begin.click()
        await expect(frame.locator("article").last).to_contain_text("1 of about")
        reader.strangers.clear()


async def test_a_site_that_is_not_named_cannot_embed_it(serve: Serve) -> None:
    async with article() as page, serve() as site, browsing(site.root) as reader:
        reader.expected = "frame-ancestors"
        frame = await page.embed(reader, site.root)
        assert await frame.locator("textarea").count() == 0
        reader.strangers.clear()


@dataclass
class Article:
    """A page of another origin, which holds what it is told to."""

    root: str = ""
    frame: str = ""

    async def embed(self, reader: Browsing, url: str) -> Frame:
        """Open it with the chat in a frame."""
        self.frame = url
        await reader.page.goto(f"{self.root}/")
        frame = reader.page.frames[1]
        await frame.wait_for_load_state()
        return frame

    async def page(self, _: Request) -> HTMLResponse:
        icon = '<link rel="icon" href="data:,">'
        return HTMLResponse(f'<!doctype html>{icon}<iframe src="{self.frame}"></iframe>')


@asynccontextmanager
async def article() -> AsyncIterator[Article]:
    page = Article()
    serving = Serving(Starlette(routes=[Route("/", page.page)]), 0, "127.0.0.1")
    await serving.start()
    page.root = f"http://localhost:{serving.port}"
    try:
        yield page
    finally:
        await serving.stop()
