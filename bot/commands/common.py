"""What commands share: settings, knowledge and the advisor, with errors as one line."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from bot.advice import Advisor
from bot.advice.live import LiveAdvisor
from bot.errors import UsageError
from bot.knowledge import Knowledge, KnowledgeError, load
from bot.matching.embedding import minilm
from bot.matching.model import Embeddings
from bot.matching.word_vectors import word_vectors
from bot.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from bot.curation.reloading import Reloading
    from bot.telegram.admin import Desk


def settings() -> Settings:
    """The environment. Raises UsageError."""
    try:
        return read_settings()
    except SettingsError as error:
        raise UsageError(str(error)) from None


def knowledge(chosen: Settings) -> Knowledge:
    """The knowledge folder, checked. Raises UsageError with every mistake."""
    try:
        return load(chosen.knowledge_dir)
    except KnowledgeError as error:
        raise UsageError(str(error), status=1) from None


def advisor(chosen: Settings) -> Advisor:
    """The advisor over the configured knowledge."""
    made = Advisor(knowledge(chosen), chosen.cache_dir, embeddings(chosen))
    # Building wants every core; a message is too short for threads to do more than wait.
    threadpool_limits(limits=1, user_api="blas")
    return made


def in_service(chosen: Settings, first: Advisor) -> tuple[LiveAdvisor, Reloading, Desk]:
    """An advisor that follows its files, what makes it do so, and the desk of admins."""
    # `ask` needs neither, and starts faster without a database and Telegram.
    from bot.curation.reloading import Reloading
    from bot.telegram.admin import Desk

    live = LiveAdvisor(first)
    used = cache(lambda: embeddings(chosen))  # most starts need them no second time

    def build(found: Knowledge) -> Advisor:
        return Advisor(found, chosen.cache_dir, used())

    reloading = Reloading(live, chosen.knowledge_dir, build)
    desk = Desk(chosen.admin_ids, live, chosen.knowledge_dir, used, reloading)
    return live, reloading, desk


def embeddings(chosen: Settings) -> Embeddings:
    """Word vectors and, unless switched off, the sentence embedding; where installed."""
    return Embeddings(word_vectors(), minilm() if chosen.embedding == "minilm" else None)
