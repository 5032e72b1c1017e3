"""The HTTP client for the Bot API: aiohttp behind python-telegram-bot's own extension point.

It is lighter than the default client. Errors never carry the URL, for the token is in it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT = 5.0  # seconds, as all of these
_READ = 8.0
_MEDIA = 20.0  # an upload may take longer
_KEEP_ALIVE = 30.0


class BotApiClient(BaseRequest):
    """Calls over at most `connections` kept-alive connections; proxies as the environment says."""

    def __init__(self, connections: int = 64, read_timeout: float = _READ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds that python-telegram-bot adds to a long poll's own timeout."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool; again is harmless."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=_KEEP_ALIVE, ttl_dns_cache=300
            )
            # Not `trust_env`: that looks the environment and .netrc up for each call.
            self._session = aiohttp.ClientSession(connector=connector, json_serialize=_json)
            self._proxies = {
                scheme: proxy
                for scheme, proxy in getproxies().items()
                if scheme in ("http", "https") and proxy.startswith("http://")  # no SOCKS
            }

    async def shutdown(self) -> None:
        """Close the pool; again is harmless."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call: HTTP status and body. Raises TimedOut and NetworkError."""
        del write_timeout  # aiohttp has none: a stalled upload is found by `sock_read`
        if self._session is None:
            raise RuntimeError("the client is not open: initialize it first")
        media = request_data is not None and request_data.contains_files
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=_chosen(pool_timeout, _MEDIA),
            sock_connect=_chosen(connect_timeout, _CONNECT),
            sock_read=_chosen(read_timeout, _MEDIA if media else self._read_timeout),
        )
        try:
            async with self._session.request(
                method,
                url,
                timeout=timeout,
                allow_redirects=False,
                proxy=self._proxy(url) if self._proxies else None,
                **_body(request_data),
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__} while calling Telegram") from None

    def _proxy(self, url: str) -> str | None:
        """The proxy that the environment names for an address."""
        scheme, _, rest = url.partition("://")
        host = rest.partition("/")[0]
        return None if proxy_bypass(host) else self._proxies.get(scheme)


def _body(data: RequestData | None) -> dict[str, Any]:
    """JSON, or parts of a form where a file is among them."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}


def _json(parameters: Any) -> str:
    return json.dumps(parameters, ensure_ascii=False, separators=(",", ":"))


def _chosen(given: Any, default: float) -> float | None:
    """The caller's time in seconds, or ours where none was given."""
    if given is BaseRequest.DEFAULT_NONE:
        return default
    return None if given is None else float(given)
