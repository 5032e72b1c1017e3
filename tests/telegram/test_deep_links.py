"""Every deep link opens what it names, over the real Application."""

from __future__ import annotations

from bot.advice import Advisor, Message, Session
from bot.advice.links import FIT, NOT_LINKED, entry_link, pay_links
from bot.telegram.html import html
from bot.telegram.local import LocalTelegram, LocalUser
from bot.telegram.local_html import parse_html
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import answers, failed, questions

ADDRESS = "https://t.me/local_bot"


async def test_every_entry_pay_row_and_command_opens_by_its_link(
    reader: BotRunner, telegram: LocalTelegram, advisor: Advisor
) -> None:
    knowledge = advisor.knowledge
    payloads = [entry_link(entry) for entry in knowledge.entries]
    payloads += pay_links(knowledge)
    payloads += [name for name in knowledge.texts.commands if name not in (*NOT_LINKED, FIT)]
    for number, payload in enumerate(payloads, start=2):  # each followed by somebody new
        someone = reader.beside(LocalUser(number), number)
        said = await someone.say(f"/start {payload}")
        wanted, _ = advisor.reply(Message(f"/start {payload}"), Session())
        if wanted.poll is not None:
            assert said[-1].poll is not None, payload
        else:
            assert said[-1].text == parse_html(html(wanted, ADDRESS)).text, payload
    assert failed(telegram) == []


async def test_the_link_of_the_assessment_begins_it(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (question,) = await reader.say(f"/start {FIT}")
    assert questions(telegram) == answers(telegram) == [question]
