"""Telegram's calls in: the webhook, and what operators look at. One small ASGI app.

The 200 goes out after the update's effect is committed; any failure is a 5xx, and Telegram sends
the update again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Update

from bot.telegram.application import BotApplication
from bot.telegram.bodies import body_within
from bot.telegram.delivery import UnfinishedError
from bot.telegram.metrics import Metrics

log = logging.getLogger(__name__)

_LARGEST = 1024 * 1024  # bytes of an update
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Web:
    """What the app serves. Without a `secret` there is no webhook, only what operators look at."""

    metrics: Metrics
    is_ready: Callable[[], Awaitable[bool]]
    application: BotApplication
    secret: str = ""
    _in_hand: dict[int, float] = field(default_factory=dict)  # update id -> since when

    def app(self) -> Starlette:
        """The routes; the webhook's path is known to Telegram alone."""
        routes = [
            Route("/healthz", self._health),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]
        if self.secret:
            routes.append(Route(webhook_path(self.secret), self._update, methods=["POST"]))
        return Starlette(routes=routes)

    async def _health(self, _: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def _ready(self, _: Request) -> Response:
        oldest = min(self._in_hand.values(), default=time.monotonic())
        age = time.monotonic() - oldest
        ready = await self.is_ready()
        said = f"{'ready' if ready else 'the database does not answer'}\nbacklog age: {age:.1f} s\n"
        return PlainTextResponse(said, 200 if ready else 503)

    async def _metrics(self, _: Request) -> Response:
        return Response(self.metrics.page(), media_type=CONTENT_TYPE_LATEST)

    async def _update(self, request: Request) -> Response:
        given = request.headers.get(_HEADER, "").encode()
        if not hmac.compare_digest(given, self.secret.encode()):
            self.metrics.refused.inc()
            return Response(status_code=401)
        body = await body_within(request, _LARGEST)
        if body is None:
            return Response(status_code=413)
        try:
            data = json.loads(body)
            number = int(data["update_id"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return Response(status_code=400)
        return await self._handled(number, data)

    async def _handled(self, number: int, data: dict[str, object]) -> Response:
        self._in_hand[number] = time.monotonic()
        try:
            update = Update.de_json(data, self.application.bot)
            await self.application.process_update(update)
        except UnfinishedError:
            return Response(status_code=503)  # Telegram sends it again
        except Exception:
            log.exception("update %s: not done", number)
            return Response(status_code=500)
        finally:
            self._in_hand.pop(number, None)
        return Response()


def webhook_path(secret: str) -> str:
    """A path that cannot be guessed, and does not give the secret away to proxies' logs."""
    return f"/telegram/{hashlib.sha256(secret.encode()).hexdigest()[:32]}"
