"""Inline queries: cards for any chat, quick or not at all.

A query is nobody's turn: no session, no lock, no row. Telegram waits half a minute for an answer,
so one that fails is let go; the reader types on, and the next letter is another query.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.advice.inline import Card
from bot.telegram.html import html
from bot.telegram.outage import pause_after, told_to_wait

if TYPE_CHECKING:
    from bot.telegram.delivery import Means

log = logging.getLogger(__name__)

_PAGE = 20  # cards an answer, of the 50 that Telegram takes
_CACHED = timedelta(minutes=10)  # that Telegram shows the same cards to everybody who types so
_START = "inline"  # what /start gets from the button over the cards
_PATIENCE = 10.0  # seconds that a query is worth, waiting included
_LONGEST_WAIT = 3.0  # seconds that a reader who types too fast waits; then a query is let go
_AT_ONCE = 8  # queries answered at the same time
_TOO_LATE = "query is too old"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NOBODY = 0  # no chat's id


class InlineMode:
    """Answers inline queries through one bot."""

    def __init__(self, means: Means, bot: Bot) -> None:
        self._means = means
        self._bot = bot
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def handle(self, update_id: int, query: InlineQuery) -> None:
        """Answer a query, if that can be done in time. Raises InvalidToken and nothing else."""
        metrics, started = self._means.metrics, time.monotonic()
        with metrics.in_hand.track_inprogress():
            pace = self._means.flood.pace(_NOBODY, query.from_user.id)
            if pace.seconds > _LONGEST_WAIT:
                result = "skipped"
            else:
                await self._means.sleep(pace.seconds)
                result = await self._until_done(update_id, query, started)
        metrics.updates.labels("inline", result).inc()
        metrics.seconds.labels("inline").observe(time.monotonic() - started)

    async def _until_done(self, update_id: int, query: InlineQuery, started: float) -> str:
        tries = 0
        while True:
            try:
                async with self._slots:
                    await self._answer(query)
            except InvalidToken:
                raise
            except BadRequest as error:
                return self._refused(update_id, error)
            except (RetryAfter, NetworkError) as error:
                pause = _pause(error, tries)
                if time.monotonic() - started + pause > _PATIENCE:
                    log.info("inline query %s: let go, %s", update_id, error)
                    return "skipped"
                tries += 1
                await self._means.sleep(pause)
            except Exception:
                log.exception("inline query %s: let go after a mistake", update_id)
                return "failed"
            else:
                return "answered"

    def _refused(self, update_id: int, error: BadRequest) -> str:
        if _TOO_LATE in error.message.lower():
            return "expired"
        log.error("inline query %s: Telegram refused the answer: %s", update_id, error)
        return "failed"

    async def _answer(self, query: InlineQuery) -> None:
        advisor = self._means.advisor
        cards = await asyncio.to_thread(advisor.cards, query.query)
        begin = int(query.offset) if query.offset.isascii() and query.offset.isdecimal() else 0
        end = begin + _PAGE
        texts = advisor.knowledge.telegram.inline
        await self._bot.answer_inline_query(
            query.id,
            articles(cards[begin:end], self._bot.link),
            cache_time=_CACHED,
            is_personal=False,
            next_offset=str(end) if end < len(cards) else "",
            button=InlineQueryResultsButton(texts.ask if cards else texts.nothing, None, _START),
        )


def articles(cards: Sequence[Card], address: str) -> list[InlineQueryResultArticle]:
    """Cards as Telegram's results; `address` is the bot's own, as in https://t.me/NAME."""
    return [
        InlineQueryResultArticle(
            card.id,
            card.title,
            InputTextMessageContent(
                html(card.reply, address),
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
            ),
            reply_markup=InlineKeyboardMarkup.from_button(
                InlineKeyboardButton(card.open, url=f"{address}?start={card.payload}")
            ),
            description=card.description,
        )
        for card in cards
    ]


def _pause(error: TelegramError, tries: int) -> float:
    return told_to_wait(error) if isinstance(error, RetryAfter) else pause_after(tries)
