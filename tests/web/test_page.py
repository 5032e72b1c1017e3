"""The page over HTTP: one chat for each browser, told as it happens, and again after a break."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import pytest

from bot.knowledge import Knowledge
from bot.telegram.local_chats import BOT_USER
from bot.telegram.runner import BotRunner
from tests.web.conftest import Serve
from tests.web.reading import Reader, Site

ABOUT = "Everything I know"


async def to_the_result(reader: Reader) -> dict[str, Any]:
    """Through /fit by the first button each time; the message that holds its picture."""
    changed = await reader.say("/fit")
    for _ in range(12):
        message = changed[-1]
        if message["kind"] == "photo":
            return message
        changed = await reader.press(message["id"], message["buttons"][0][0]["data"])
    raise AssertionError("no picture came")


async def test_a_question_is_answered(site: Site) -> None:
    own, answer = await site.reader().say("/about")
    assert (own["mine"], own["text"], own["kind"]) == (True, "/about", "text")
    assert not answer["mine"]
    assert answer["text"].startswith(ABOUT)


async def test_text_comes_with_entities_and_no_markup(site: Site) -> None:
    _, answer = await site.reader().say("/salary senior ml")
    kinds = {entity["type"] for entity in answer["entities"]}
    assert {"bold", "italic"} <= kinds
    assert "<b>" not in answer["text"]


async def test_a_readers_markup_stays_text(site: Site) -> None:
    reader = site.reader()
    own, *_ = await reader.say("<img src=x onerror=alert(1)> <b>hi</b>")
    assert own["text"] == "<img src=x onerror=alert(1)> <b>hi</b>"
    assert own["entities"] == []


async def test_nobody_reads_anothers_chat(site: Site) -> None:
    one, other = site.reader("a" * 32), site.reader("b" * 32)
    result = await to_the_result(one)
    async with other.follow() as stream:
        seen = await stream.until("ready")
        assert [name for name, _ in seen] == ["hello", "ready"]
    assert (await other.file(result["id"]))[0] == 404
    assert await other.post("edit", message=min(one.messages), text="hello") == 404
    assert (await one.file(result["id"]))[0] == 200


async def test_without_a_secret_there_is_no_chat(site: Site) -> None:
    for secret in ("", "a", "a" * 31, "A" * 32, "g" * 32, "a" * 33, "../x"):
        reader = site.reader(secret)
        assert await reader.post("say", text="hello") == 401, secret
        assert (await site.call("GET", "/chat/events", headers=reader.headers))[0] == 401, secret
    assert (await site.call("GET", "/chat/events"))[0] == 401


async def test_an_assessment_ends_in_its_picture(site: Site) -> None:
    reader = site.reader()
    result = await to_the_result(reader)
    assert len([text for text in reader.shown if text != "/fit"]) == 1, "edited in place"
    status, content, kind = await reader.file(result["id"])
    assert (status, kind) == (200, "image/png")
    assert result["file"]["width"], result["file"]["height"] == (960, 430)
    assert len(content) == result["file"]["bytes"]


async def test_a_reload_in_the_middle_shows_the_conversation_and_goes_on(site: Site) -> None:
    before = site.reader()
    changed = await before.say("/fit")
    await before.press(changed[-1]["id"], changed[-1]["buttons"][0][0]["data"])
    after = site.reader()
    async with after.follow() as stream:
        await stream.until("ready")
    assert after.messages == before.messages
    message, data = after.button("Skip ›")
    assert (await after.press(message, data))[0]["text"] != before.messages[message]["text"]


async def test_after_a_break_only_what_was_missed_comes(site: Site) -> None:
    here, there = site.reader(), site.reader()
    await here.say("/about")
    async with there.follow() as stream:
        await stream.until("ready")
    await here.say("/privacy")
    async with there.follow() as stream:
        missed = await stream.until("ready")
    texts = [data["text"] for name, data in missed if name == "message"]
    assert texts[0] == "/privacy"
    assert len(texts) == 2
    assert there.messages == here.messages


async def test_a_place_in_no_stream_gets_all(site: Site) -> None:
    reader = site.reader()
    await reader.say("/about")
    for last in ("", "x", "feedbeef.1", "feedbeef.-1", ".", "feedbeef.99999"):
        async with reader.follow(last) as stream:
            seen = await stream.until("ready")
        assert [name for name, _ in seen] == ["hello", "message", "message", "ready"], last


async def test_two_tabs_see_the_same(site: Site) -> None:
    here, there = site.reader(), site.reader()
    async with there.follow() as stream:
        await stream.until("ready")
        await here.say("/about")
        await stream.until("busy", value=False)
    assert there.messages == here.messages


async def test_a_press_pops_its_toast_in_the_chat_it_belongs_to(site: Site) -> None:
    reader, other = site.reader(), site.reader("b" * 32)
    await reader.say("what is the difference?")
    async with reader.follow() as stream, other.follow() as elsewhere:
        await stream.until("ready")
        message, data = reader.button("👍")
        assert await reader.post("press", message=message, data=data) == 202
        (*_, (_, toast)) = await stream.until("toast")
        assert toast["text"]
        await other.post("say", text="/about")
        assert "toast" not in dict(await elsewhere.until("busy", value=False))


async def test_an_action_of_the_bots_is_told(site: Site) -> None:
    reader = site.reader()
    await reader.say("/about")
    chat_id = site.rooms.enter("a" * 32).chat_id
    async with reader.follow() as stream:
        await stream.until("ready")
        status, _ = await site.telegram.call(
            "sendChatAction", {"chat_id": chat_id, "action": "typing"}
        )
        assert status == 200
        await stream.until("typing")


async def test_a_vote_reaches_the_bot(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    votes = []

    async def vote(reader: BotRunner, message_id: int, option: int) -> None:
        votes.append((message_id, option))

    monkeypatch.setattr(BotRunner, "vote", vote, raising=False)
    reader = site.reader()
    own, _ = await reader.say("/about")
    await reader._act("vote", message=own["id"], option=1)
    assert votes == [(own["id"], 1)]
    assert await reader.post("vote", message=1, option=1) == 404
    monkeypatch.delattr(BotRunner, "vote")
    assert await reader.post("vote", message=own["id"], option=1) == 404


async def test_an_edited_question_changes_its_answer(site: Site) -> None:
    reader = site.reader()
    own, answer = await reader.say("/about")
    changed = await reader._act("edit", message=own["id"], text="/privacy")
    assert [message["id"] for message in changed] == [own["id"], answer["id"]]
    assert changed[1]["text"] != answer["text"]


async def test_only_ones_own_messages_can_be_edited(site: Site) -> None:
    reader = site.reader()
    _, answer = await reader.say("/about")
    assert await reader.post("edit", message=answer["id"], text="x") == 404


NONSENSE: list[tuple[str, dict[str, Any]]] = [
    ("say", {"text": ""}),
    ("say", {"text": " \n "}),
    ("say", {"text": 5}),
    ("say", {}),
    ("say", {"text": "x", "more": 1}),
    ("say", {"text": "\ud800"}),
    ("press", {"message": 1, "data": ""}),
    ("press", {"message": 1, "data": "é" * 33}),
    ("press", {"message": 0, "data": "x"}),
    ("press", {"message": 1 << 70, "data": "x"}),
    ("press", {"message": "1", "data": "x"}),
    ("edit", {"message": 1}),
]


async def test_what_no_page_sends_is_refused(site: Site) -> None:
    for path, body in NONSENSE:
        status, said = await site.reader().told(path, **body)
        assert (status, said[:18]) == (400, "That was not sent."), body
    for raw in (b"", b"{", b"[]", b"\xff"):
        headers = site.reader().headers
        assert (await site.call("POST", "/chat/say", data=raw, headers=headers))[0] == 400, raw


async def test_a_text_has_telegrams_limit(site: Site) -> None:
    reader = site.reader()
    own, *_ = await reader.say("😀" * 2048)
    assert own["text"] == "😀" * 2048
    status, said = await reader.told("say", text="😀" * 2048 + "x")
    assert (status, said[:12]) == (400, "That is more")
    assert await reader.post("say", text="x" * 40_000) == 413
    endless = io.BytesIO(b'{"text": "' + b"x" * 40_000)  # no Content-Length: sent in pieces
    asked = await site.call("POST", "/chat/say", data=_pieces(endless), headers=reader.headers)
    assert asked[0] == 413


async def _pieces(file: io.BytesIO) -> AsyncIterator[bytes]:
    while piece := file.read(1000):
        yield piece


async def test_a_button_of_long_ago_does_no_harm(site: Site) -> None:
    reader = site.reader()
    async with reader.follow() as stream:
        await stream.until("ready")
        await reader.post("press", message=77, data="f:gone:1:a0")
        (*_, (_, toast)) = await stream.until("toast")
    assert toast["alert"] is False


async def test_after_a_restart_the_bot_still_knows_where_it_was(serve: Serve) -> None:
    async with serve() as site:
        reader = site.reader()
        changed = await reader.say("/fit")
        question = await reader.press(changed[-1]["id"], changed[-1]["buttons"][0][0]["data"])
    async with serve() as site:
        again = site.reader()
        async with again.follow(reader.last) as stream:
            seen = await stream.until("ready")
            assert [name for name, _ in seen] == ["hello", "ready"], "no text outlives the process"
        message, data = question[-1]["id"], question[-1]["buttons"][0][0]["data"]
        anew = await again.press(message, data)
        assert [message["text"][:10] for message in anew] == ["3 of about"]


async def test_a_picture_of_before_a_restart_is_drawn_again(serve: Serve) -> None:
    async with serve() as site:
        await to_the_result(site.reader())
    async with serve() as site:
        reader = site.reader()
        changed = await reader.say("/fit result")
        assert changed[-1]["kind"] == "photo"
        assert (await reader.file(changed[-1]["id"]))[0] == 200


async def test_a_file_that_is_no_longer_kept_is_said_to_be_gone(site: Site) -> None:
    reader = site.reader()
    own, _ = await reader.say("/about")
    assert (await reader.file(own["id"]))[0] == 404
    assert (await reader.file(1))[0] == 404


async def test_clearing_takes_the_messages_from_every_tab_and_the_server(site: Site) -> None:
    reader, tab = site.reader(), site.reader()
    *_, question = await reader.say("/fit")
    await reader.press(question["id"], question["buttons"][0][0]["data"])
    async with tab.follow() as stream:
        await stream.until("ready")
        assert await reader.post("clear") == 204
        await stream.until("ids")
    assert tab.messages == {}
    assert site.telegram.messages(site.rooms.enter("a" * 32).chat_id) == []
    _, answer = await reader.say("/fit")
    assert "Continue" in json.dumps(answer["buttons"]), "the bot's own state is not the page's"


async def test_more_than_can_be_answered_is_refused(serve: Serve) -> None:
    async with serve(per_minute=1) as site:
        reader = site.reader()
        statuses = [await reader.post("say", text="/about") for _ in range(40)]
    assert statuses[0] == 202
    assert statuses[-1] == 429


async def test_the_chat_idle_for_longest_makes_room(serve: Serve) -> None:
    async with serve(rooms=2) as site:
        first, second, third = (site.reader(letter * 32) for letter in "abc")
        await first.say("/about")
        async with second.follow() as stream:
            await stream.until("ready")
            await third.say("/about")
            assert site.rooms.enter("b" * 32).is_idle is False
            await _until_idle(site, "c")
        again = site.reader("a" * 32)
        async with again.follow() as stream:
            seen = await stream.until("ready")
        assert [name for name, _ in seen] == ["hello", "ready"]


async def test_with_no_idle_chat_a_new_reader_waits(serve: Serve) -> None:
    async with serve(rooms=1) as site:
        async with site.reader().follow() as stream:
            await stream.until("ready")
            status, said = await site.reader("b" * 32).told("say", text="hello")
            assert (status, said[:7]) == (503, "As many")
        await _until_idle(site, "a")
        assert await site.reader("b" * 32).post("say", text="hello") == 202


async def _until_idle(site: Site, letter: str) -> None:
    async with asyncio.timeout(15):
        while not site.rooms.enter(letter * 32).is_idle:  # noqa: ASYNC110 the server has to notice
            await asyncio.sleep(0.01)


async def test_a_stream_ends_when_the_page_closes(serve: Serve) -> None:
    async with serve() as site:
        async with site.reader().follow() as stream:
            await stream.until("ready")
            async with asyncio.timeout(5):
                await site.rooms.close(0.5)
                assert await stream.next() == ("", None)
        assert await site.reader("b" * 32).post("say", text="hello") == 503


async def test_a_long_chat_keeps_its_last_messages(site: Site) -> None:
    reader = site.reader()
    await reader.say("/about")
    room = site.rooms.enter("a" * 32)
    for number in range(300):
        site.telegram.text(f"message {number}", chat_id=room.chat_id)
    async with reader.follow("") as stream:
        await stream.until("ready")
    assert len(reader.shown) == 200
    assert reader.shown[-1] == "message 299"


async def test_the_page_has_its_words_and_commands(site: Site, knowledge: Knowledge) -> None:
    status, html, _ = await site.call("GET", "/")
    found = re.search(r'data-told="([^"]*)"', html)
    assert status == 200
    assert found is not None
    told = json.loads(unescape(found[1]))
    assert told["commands"] == knowledge.texts.commands
    assert told["bot"] == BOT_USER["username"]
    assert f"<h1>{knowledge.texts.name}</h1>" in html
    assert 'class="whole"' in html
    assert 'class="embedded"' in (await site.call("GET", "/?embed"))[1]


async def test_all_that_the_page_asks_for_is_there_and_its_own(site: Site) -> None:
    _, html, _ = await site.call("GET", "/")
    asked = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert asked
    for path in asked:
        assert path.startswith("static/")
        status, _, headers = await site.call("GET", f"/{path}")
        assert (status, headers["Cache-Control"]) == (200, "no-cache")
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)
