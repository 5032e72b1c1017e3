"""Telegram's other way out: it calls the webhook, as unkindly as the real one."""

from __future__ import annotations

import asyncio
import itertools

import aiohttp

from bot.telegram.local import LocalTelegram
from bot.telegram.local_schema import JSON

_LOOK = 0.005  # seconds between looks for updates to push
_AGAIN = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)  # seconds until a failed call is tried again
_CALL = 60.0  # seconds a call may take
_OF_A_READER = ("callback_query", "inline_query", "chosen_inline_result")

Lane = tuple[int, str]


class Pusher:
    """Calls a webhook with what waits.

    One update at a time of each chat and kind, so that a typed text and a press of one chat may
    come at once; at most `max_connections` together. What is not answered with a 200 comes again
    after ever longer pauses; `haste` divides them, for runs that have no hour.

    Several `ports` are replicas behind one balancer, which takes them in turns, and the next one
    where nobody listens.
    """

    def __init__(self, telegram: LocalTelegram, *, haste: float = 1.0) -> None:
        self._telegram = telegram
        self._haste = haste
        self._lanes: dict[Lane, asyncio.Task[None]] = {}
        self._turn = itertools.count()
        self.ports: list[int] = []

    async def run(self) -> None:
        """Push until cancelled."""
        timeout = aiohttp.ClientTimeout(total=_CALL)
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
            try:
                while True:
                    if self._telegram.webhook["url"]:
                        self._start_lanes(session)
                    await asyncio.sleep(_LOOK)
            finally:
                for pushing in self._lanes.values():
                    pushing.cancel()
                await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    def _start_lanes(self, session: aiohttp.ClientSession) -> None:
        most = int(self._telegram.webhook.get("max_connections", 40))
        for update in self._telegram.pending():
            if len(self._lanes) >= most:
                return
            lane = lane_of(update)
            if lane not in self._lanes:
                self._lanes[lane] = asyncio.create_task(self._push(lane, update, session))

    async def _push(self, lane: Lane, update: JSON, session: aiohttp.ClientSession) -> None:
        """One update until it is taken or too old; the lane's next one waits for it."""
        for attempt in itertools.count():
            if not self._telegram.is_pending(update["update_id"]):
                break
            if await self._taken(update, session):
                self._telegram.acknowledge(update["update_id"])
                break
            await asyncio.sleep(_AGAIN[min(attempt, len(_AGAIN) - 1)] / self._haste)
        del self._lanes[lane]

    async def _taken(self, update: JSON, session: aiohttp.ClientSession) -> bool:
        webhook = self._telegram.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook["secret"]}
        for url in self._urls(str(webhook["url"])):
            try:
                async with session.post(url, json=update, headers=headers) as response:
                    return response.status == 200
            except aiohttp.ClientConnectorError:
                continue  # nobody listens there
            except (aiohttp.ClientError, OSError, TimeoutError):
                return False
        return False

    def _urls(self, url: str) -> list[str]:
        """Where to call: the webhook itself, or the replicas behind it from the next one on."""
        if not self.ports:
            return [url]
        path, first = url.split("/", 3)[3], next(self._turn) % len(self.ports)
        ports = self.ports[first:] + self.ports[:first]
        return [f"http://127.0.0.1:{port}/{path}" for port in ports]


def lane_of(update: JSON) -> Lane:
    """What Telegram keeps in order: a chat's updates of one kind, or a reader's queries."""
    kind = next(name for name in update if name != "update_id")
    content = update[kind]
    whose = content.get("from") if kind in _OF_A_READER else content.get("chat")
    return int((whose or {}).get("id", 0)), kind
