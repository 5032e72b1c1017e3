"""The queue behind getUpdates: updates wait until a later offset confirms them.

A reader's thread may add updates while the bot's polls, so every step is one that the
interpreter does not interrupt.
"""

import asyncio
import re
import time
from collections.abc import Callable
from itertools import count

from bot.telegram.local_schema import JSON, ApiError

_OPT_IN = {"chat_member", "message_reaction", "message_reaction_count"}


_SECONDS = {"callback_query": 150, "inline_query": 30}  # then nobody waits for the answer


class _Poll:
    """One waiting getUpdates; woken from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self.conflict = False

    def wake(self) -> None:
        self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            pass


class LocalUpdates:
    """Unconfirmed updates in order, one poller, and the webhook that excludes pollers."""

    def __init__(self, first_id: int = 1, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._queue: dict[int, JSON] = {}
        self._expiring: dict[int, float] = {}  # update -> until when it is handed out
        self._ids = count(first_id)
        self._poll: _Poll | None = None
        self._allowed: list[str] = []
        self.webhook: JSON = {"url": "", "has_custom_certificate": False}
        self.secret = ""

    def put(self, kind: str, payload: JSON) -> JSON:
        """Queue an update, unless allowed_updates leaves its kind out; it is returned anyway."""
        update_id = next(self._ids)
        update = {"update_id": update_id, kind: payload}
        if kind in self._allowed or (not self._allowed and kind not in _OPT_IN):
            if kind in _SECONDS:
                self._expiring[update_id] = self._clock() + _SECONDS[kind]
            self._queue[update_id] = update
            if poll := self._poll:
                poll.wake()
        return update

    def pending(self) -> list[JSON]:
        """Updates no offset has confirmed yet, oldest first; queries of long ago are dropped."""
        now = self._clock()
        for update_id in [known for known, until in self._expiring.items() if until < now]:
            self._drop(update_id)
        return list(self._queue.values())

    def is_pending(self, update_id: int) -> bool:
        """Whether an update still waits."""
        until = self._expiring.get(update_id)
        return update_id in self._queue and (until is None or self._clock() <= until)

    def _drop(self, update_id: int) -> None:
        self._queue.pop(update_id, None)
        self._expiring.pop(update_id, None)

    def acknowledge(self, update_id: int) -> None:
        """A webhook has taken an update."""
        self._drop(update_id)

    async def get(self, p: JSON) -> list[JSON]:
        """getUpdates; a second poller ends the first one with 409, as Telegram does."""
        if self.webhook["url"]:
            raise ApiError(_WEBHOOK_ACTIVE, status=409)
        limit = p.get("limit", 100)
        if not 1 <= limit <= 100:
            raise ApiError("limit must be 1-100")
        self._allow(p)
        self._confirm(p.get("offset", 0))
        await self._wait(p.get("timeout", 0))
        return self.pending()[:limit]

    def _allow(self, p: JSON) -> None:
        """Without the parameter, the last setting stays."""
        self._allowed = p.get("allowed_updates", self._allowed)

    def _confirm(self, offset: int) -> None:
        """Forget the updates below the offset; a negative one counts from the newest."""
        waiting = list(self._queue)
        if offset < 0:
            confirmed = waiting[:offset]
        else:
            confirmed = [update_id for update_id in waiting if update_id < offset]
        for update_id in confirmed:
            self._drop(update_id)

    async def _wait(self, seconds: float) -> None:
        if self._poll:
            self._poll.conflict = True
            self._poll.wake()
        poll = self._poll = _Poll()
        try:
            if not self._queue and seconds > 0:
                await poll.wait(seconds)
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.conflict:
            raise ApiError(_OTHER_POLLER, status=409)

    def set_webhook(self, p: JSON) -> bool:
        """setWebhook, kept but not called: others post `pending()` where they want."""
        _check_webhook(p)
        self._allow(p)
        if p.get("drop_pending_updates"):
            self._queue.clear()
        self.webhook = {
            "url": p["url"],
            "has_custom_certificate": "certificate" in p,
            "max_connections": p.get("max_connections", 40),
        }
        self.secret = p.get("secret_token", "")
        return True

    def delete_webhook(self, p: JSON) -> bool:
        """deleteWebhook; the updates stay unless they are to be dropped."""
        if p.get("drop_pending_updates"):
            self._queue.clear()
        self.webhook = {"url": "", "has_custom_certificate": False}
        return True

    def webhook_info(self, _: JSON) -> JSON:
        """getWebhookInfo."""
        allowed = {"allowed_updates": self._allowed} if self._allowed else {}
        return {**self.webhook, "pending_update_count": len(self._queue), **allowed}


_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


def _check_webhook(p: JSON) -> None:
    if not p["url"].startswith(
        ("https://", "http://127.0.0.1")
    ):  # as a Bot API server of one's own
        raise ApiError("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", p.get("secret_token", "-")):
        raise ApiError("secret token contains unallowed characters")
    if not 1 <= p.get("max_connections", 40) <= 100:
        raise ApiError("max_connections must be 1-100")
