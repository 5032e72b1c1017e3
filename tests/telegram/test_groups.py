"""Groups: spoken to it answers, in the right topic; else it is quiet, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update
from telegram.error import BadRequest, Forbidden

from bot.advice.reply import Outcome, say
from bot.knowledge import Knowledge
from bot.storage import Turns
from bot.storage.tables import Chat, DeadLetter, HandledUpdate, SentReply
from bot.telegram.incoming import moved
from bot.telegram.local import Failure, LocalTelegram, LocalUser
from bot.telegram.runner import BotRunner
from bot.telegram.sending import Place, Sending
from tests.telegram.bot_helpers import answers, failed, options, questions, rows

GROUP = -100_500
OLD = -77
OTHER_BOT = {"id": 50, "is_bot": True, "first_name": "Other", "username": "other_bot"}
ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


async def deliver(reader: BotRunner, raw: dict[str, Any]) -> None:
    application = reader._application
    await application.process_update(Update.de_json(raw, application.bot))


def said(telegram: LocalTelegram, text: str, **fields: Any) -> dict[str, Any]:
    """A text in the group, with fields of its message added or changed."""
    raw = telegram.text(text, chat_id=GROUP, user=LocalUser(5))
    return {**raw, "message": {**raw["message"], **fields}}


# Meant for it, or not ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "/about@local_bot",
        "/about",
        "hey @local_bot who earns more?",
        "who earns more, @Local_Bot?",
        "@local_bot",
    ],
)
async def test_spoken_to_it_answers_once(
    reader: BotRunner, telegram: LocalTelegram, text: str
) -> None:
    await deliver(reader, said(telegram, text))
    (answer,) = answers(telegram, GROUP)
    assert answer.payload["reply_to_message"]["text"] == text
    assert failed(telegram) == []


async def test_a_mention_in_the_middle_is_no_part_of_the_question(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await deliver(reader, said(telegram, "what do you know, @local_bot , about vesting?"))
    assert knowledge.entry["vesting"].answer in answers(telegram, GROUP)[0].text


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("/help@other_bot", {}),
        ("@other_bot who earns more?", {}),
        ("who earns more?", {"reply_to_message": {"from": OTHER_BOT}}),
        ("@local_bot who earns more?", {"from": OTHER_BOT}),
        ("@local_bot look", {"forward_origin": {"type": "hidden_user", "sender_user_name": "x"}}),
        ("@local_bot", {"via_bot": {"id": 4242, "is_bot": True, "first_name": "L"}}),
    ],
)
async def test_what_is_meant_for_others_is_left_alone(
    reader: BotRunner,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    text: str,
    fields: dict[str, Any],
) -> None:
    raw = said(telegram, text)
    message = raw["message"]
    if "reply_to_message" in fields:
        head = {key: message[key] for key in ("chat", "date")}
        fields = {"reply_to_message": {**head, **fields["reply_to_message"], "message_id": 77}}
    if "forward_origin" in fields:
        fields = {"forward_origin": {**fields["forward_origin"], "date": message["date"]}}
    if "via_bot" in fields:
        fields = {"via_bot": {**fields["via_bot"], "username": "local_bot"}}
    await deliver(reader, {**raw, "message": {**message, **fields}})
    assert answers(telegram, GROUP) == []
    assert await rows(engine, HandledUpdate) == []


async def test_an_edit_that_mentions_it_is_answered_and_changed_with_the_next(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    anna = reader.beside(LocalUser(5), GROUP)
    await anna.say("about")
    typed = telegram.messages(GROUP)[0].message_id
    (answer,) = await anna.edit(typed, "/about@local_bot")
    (changed,) = await anna.edit(typed, "/privacy@local_bot")
    assert changed.message_id == answer.message_id
    assert knowledge.service.yours in changed.text


async def test_a_channels_post_is_nobodys_question(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    message = said(telegram, "@local_bot who earns more?")["message"]
    for kind in ("channel_post", "edited_channel_post"):
        await deliver(reader, telegram.update(kind, message))
    assert answers(telegram, GROUP) == []


async def test_anonymous_admins_and_channels_converse_for_themselves(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    """Telegram has one user for all anonymous admins, and one for all channels."""
    for sender in (GROUP, -100_900, -100_901):
        chat = {"id": sender, "type": "channel", "title": "A channel"}
        await deliver(
            reader,
            said(
                telegram, "@local_bot who earns more?", **{"from": ANONYMOUS, "sender_chat": chat}
            ),
        )
    assert len(answers(telegram, GROUP)) == 3
    assert {row["reader_id"] for row in await rows(engine, Chat)} == {GROUP, -100_900, -100_901}


@pytest.mark.parametrize(
    "fields",
    [
        {"new_chat_members": [{"id": 9, "is_bot": False, "first_name": "Ben"}]},
        {"left_chat_member": {"id": 4242, "is_bot": True, "first_name": "L"}},
        {"new_chat_title": "Another title"},
        {"group_chat_created": True},
        {"pinned_message": None},
        {"forum_topic_created": {"name": "Pay", "icon_color": 1}},
        {"video_chat_started": {}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    ],
)
@pytest.mark.parametrize("chat_id", [GROUP, 1])
async def test_service_messages_need_no_answer(
    reader: BotRunner, telegram: LocalTelegram, chat_id: int, fields: dict[str, Any]
) -> None:
    message = telegram.text("hello", chat_id=chat_id)["message"]
    head = {key: message[key] for key in ("message_id", "from", "chat", "date")}
    if "pinned_message" in fields:
        fields = {"pinned_message": message}
    await deliver(reader, telegram.update("message", {**head, **fields}))
    assert answers(telegram, chat_id) == []


# Topics ------------------------------------------------------------------------------------------


async def test_the_answer_goes_to_the_topic(reader: BotRunner, telegram: LocalTelegram) -> None:
    raw = telegram.text("/fit@local_bot", chat_id=GROUP, user=LocalUser(5), topic=9)
    await deliver(reader, raw)
    (question,) = questions(telegram, GROUP)
    assert question.payload["message_thread_id"] == 9
    press = telegram.press(question.message_id, "p:ai:senior:", chat_id=GROUP, user=LocalUser(5))
    await deliver(reader, press)
    await deliver(
        reader, telegram.press(question.message_id, "a:vesting", chat_id=GROUP, user=LocalUser(5))
    )
    assert {message.payload.get("message_thread_id") for message in answers(telegram, GROUP)} == {9}
    assert failed(telegram) == []


async def test_a_thread_that_is_no_topic_is_no_place_to_send_to(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    await deliver(reader, said(telegram, "/about@local_bot", message_thread_id=3))
    assert len(answers(telegram, GROUP)) == 1
    assert failed(telegram) == []


async def test_a_topic_that_is_gone_leaves_the_group(
    sending: Sending, telegram: LocalTelegram
) -> None:
    await sending.send(Place(1, topic=404), say("Hello", Outcome.CHAT))
    (sent,) = answers(telegram)
    assert "message_thread_id" not in sent.payload


@pytest.mark.parametrize(
    "refusal",
    [
        "TOPIC_CLOSED",
        "have no rights to send a message",
        "not enough rights to send text messages to the chat",
        "CHAT_WRITE_FORBIDDEN",
    ],
)
async def test_where_it_may_not_write_it_is_done(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine, refusal: str
) -> None:
    telegram.fail("sendMessage", Failure.refused(refusal), times=99)
    await deliver(reader, said(telegram, "/about@local_bot"))
    assert len([call for call in telegram.calls if call.method == "sendMessage"]) == 1
    assert await rows(engine, DeadLetter) == []


async def test_other_refusals_stay_what_they_are(sending: Sending, telegram: LocalTelegram) -> None:
    telegram.fail("sendMessage", Failure.refused("something else"))
    with pytest.raises(BadRequest) as caught:
        await sending.send(Place(1), say("Hello", Outcome.CHAT))
    assert not isinstance(caught.value, Forbidden)


# Coming, going, moving ---------------------------------------------------------------------------


async def test_added_to_a_group_it_says_once_how_to_use_it(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge, engine: AsyncEngine
) -> None:
    raw = telegram.enter_group(GROUP, user=LocalUser(5))
    await deliver(reader, raw)
    await deliver(reader, raw)
    (hello,) = answers(telegram, GROUP)
    assert hello.text == knowledge.telegram.groups.hello
    assert "reply_to_message" not in hello.payload
    assert await rows(engine, SentReply) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [("member", "left"), ("member", "kicked"), ("member", "administrator"), ("left", "kicked")],
)
async def test_anything_else_that_happens_to_it_in_a_group_needs_no_word(
    reader: BotRunner, telegram: LocalTelegram, before: str, after: str
) -> None:
    raw = telegram.enter_group(GROUP, user=LocalUser(5))
    change = raw["my_chat_member"]
    user = change["new_chat_member"]["user"]
    rights = dict.fromkeys(ADMIN_RIGHTS, False) if after == "administrator" else {}
    until = {"until_date": 0} if after == "kicked" else {}
    change["old_chat_member"] = {"status": before, "user": user}
    change["new_chat_member"] = {"status": after, "user": user, **rights, **until}
    await deliver(reader, raw)
    assert answers(telegram, GROUP) == []


@pytest.mark.parametrize("kind", ["private", "channel"])
async def test_only_groups_are_greeted(
    reader: BotRunner, telegram: LocalTelegram, kind: str
) -> None:
    raw = telegram.enter_group(GROUP, user=LocalUser(5))
    raw["my_chat_member"]["chat"] = {"id": GROUP, "type": kind, "title": "x"}
    await deliver(reader, raw)
    assert answers(telegram, GROUP) == []


@pytest.mark.parametrize("told", ["old", "new"])
async def test_state_follows_a_group_that_gets_another_id(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine, told: str
) -> None:
    anna, there = (reader.beside(LocalUser(8), chat) for chat in (OLD, GROUP))
    await anna.say("/fit@local_bot")
    telegram.text("hello", chat_id=GROUP, user=LocalUser(8))
    chat = OLD if told == "old" else GROUP
    field = {"migrate_to_chat_id": GROUP} if told == "old" else {"migrate_from_chat_id": OLD}
    message = telegram.text("x", chat_id=chat)["message"]
    head = {key: message[key] for key in ("message_id", "from", "chat", "date")}
    raw = telegram.update("message", {**head, **field})
    await deliver(reader, raw)
    await deliver(reader, raw)
    assert {row["chat_id"] for row in await rows(engine, Chat)} == {GROUP}
    assert await rows(engine, SentReply) == []
    (again,) = await there.say("/fit@local_bot")
    assert options(again)


async def test_an_answer_on_its_way_follows_too(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    """The update that tells of it may come after one that is answered."""
    anna = reader.beside(LocalUser(8), OLD)
    await anna.say("/fit@local_bot")
    telegram.text("hello", chat_id=GROUP, user=LocalUser(8))
    telegram.fail("sendMessage", Failure.migrated(GROUP), chat_id=OLD)
    await anna.say("/about@local_bot")
    assert len(answers(telegram, GROUP)) == 1
    assert "reply_to_message" not in answers(telegram, GROUP)[0].payload  # numbered anew there
    assert await rows(engine, SentReply) == []
    (row,) = await rows(engine, Chat)
    assert (row["chat_id"], '"fit":{' in row["session"]) == (GROUP, True)
    assert await rows(engine, DeadLetter) == []


def test_only_a_move_is_one(telegram: LocalTelegram) -> None:
    for raw in (telegram.text("hello"), telegram.inline("x")):
        assert moved(Update.de_json(raw, None)) is None


async def test_moving_twice_is_harmless(turns: Turns) -> None:
    async with turns.turn(OLD, 1, 8) as turn:
        turn.save("hers", 5)
    await turns.move(OLD, GROUP)
    await turns.move(OLD, GROUP)
    async with turns.turn(GROUP, 2, 8) as turn:
        assert (turn.session, turn.live_message_id) == ("hers", None)


ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
