"""A question of the core's as Telegram's own quiz poll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.constants import PollType

from bot.advice.reply import QuizPoll

if TYPE_CHECKING:
    from bot.telegram.sending import Place


async def send_quiz(
    bot: Bot, place: Place, poll: QuizPoll, buttons: InlineKeyboardMarkup | None
) -> Message:
    """Send it; whoever votes is known, so that Telegram tells us each vote as a poll_answer."""
    sent: Message = await bot.send_poll(
        place.chat_id,
        poll.question,
        poll.options,
        is_anonymous=False,
        type=PollType.QUIZ,
        correct_option_ids=cast("list[Literal[0]]", [poll.right]),  # it spells out 0 to 11
        explanation=poll.explanation or None,
        reply_markup=buttons,
        reply_parameters=place.parameters(),
        message_thread_id=place.topic,
    )
    return sent
