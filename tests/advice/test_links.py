"""Deep links: every entry, every pay look-up, every command that ends nothing."""

from __future__ import annotations

import re

import pytest

from bot.advice import Advisor, Outcome
from bot.advice.links import NOT_LINKED, entry_link, linked_entry, pay_link, pay_links
from bot.advice.pay import PayQuery
from tests.advice.chat import Chat, first_words

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def test_every_payload_is_one_that_telegram_takes(advisor: Advisor) -> None:
    knowledge = advisor.knowledge
    payloads = [entry_link(entry) for entry in knowledge.entries]
    payloads += pay_links(knowledge)
    payloads += knowledge.texts.commands
    assert [payload for payload in payloads if not PAYLOAD.fullmatch(payload)] == []
    assert len(set(payloads)) == len(payloads)


def test_the_longest_id_fits_links_and_buttons() -> None:
    longest = "e" * 40  # the shape's own limit
    assert PAYLOAD.fullmatch(f"e_{longest}")
    assert len(f"v:+:{longest}".encode()) <= 64
    assert PAYLOAD.fullmatch(pay_link(PayQuery(("r" * 12,), ("l" * 12,), ("sign_on",))))


def test_every_pay_link_opens_its_rows(advisor: Advisor) -> None:
    links = pay_links(advisor.knowledge)
    assert {"salary_senior_ml", "salary_staff", "salary_ai", "salary_staff_ml_sign_on"} <= {*links}
    for link, query in links.items():
        data = Chat(advisor).say(f"/start {link}").data
        for role, level in data["rows"]:
            assert (role,) == query.roles or not query.roles
            assert (level,) == query.levels or not query.levels
        both = 1 if query.roles and query.levels else 2
        assert (len(data["rows"]), data["component"]) == (both, query.component)


def test_a_link_may_say_more_than_ids(chat: Chat) -> None:
    assert chat.say("/start salary_ml_sr").data["rows"] == [["ml", "senior"]]
    assert chat.say("/start salary").outcome is Outcome.CHOICE


def test_harmless_commands_open_by_their_names(advisor: Advisor) -> None:
    for name in advisor.knowledge.texts.commands:
        linked, plain = Chat(advisor), Chat(advisor)
        expected = plain.say("/start" if name in NOT_LINKED else f"/{name}")
        assert linked.say(f"/start {name}").blocks == expected.blocks, name


@pytest.mark.parametrize("payload", ["e_", "e_nothing", "inline", "forget", "cancel", "x" * 64])
def test_any_other_link_is_a_welcome(chat: Chat, payload: str) -> None:
    assert first_words(chat.say(f"/start {payload}")) == chat.advisor.knowledge.texts.start


def test_an_entry_is_known_by_its_link(advisor: Advisor) -> None:
    for entry in advisor.knowledge.entries:
        assert linked_entry(entry_link(entry), advisor.knowledge) is entry
    assert linked_entry("vesting", advisor.knowledge) is None


def test_a_related_question_does_not_lead_back(advisor: Advisor) -> None:
    for entry in advisor.knowledge.entries:
        chat = Chat(advisor)
        chat.say(f"/start {entry_link(entry)}")
        for press in [b.press for row in chat.reply.buttons for b in row if b.press[:2] == "a:"]:
            assert press != f"a:{entry.id}"
            there = Chat(advisor)
            there.say(f"/start {entry_link(entry)}")
            back = {b.press for row in there.press(press).buttons for b in row}
            assert f"a:{entry.id}" not in back
            assert any(other.startswith("a:") for other in back) or "p:" in " ".join(back)
