"""Who may call the page, and what browsers may do with it.

A site that resolves its own name to this machine sends that name as Host, and a site that calls
from its own pages sends its Origin: both are refused.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors "
)


class Guard:
    """An ASGI app before the page's own; `hosts` are names beside the loopback's."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], ancestors: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = _LOOPBACK | hosts
        self._headers = {
            "Content-Security-Policy": _POLICY + (" ".join(ancestors) or "'none'"),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            **({} if ancestors else {"X-Frame-Options": "DENY"}),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        refusal = self._refusal(Headers(scope=scope))
        app = PlainTextResponse(refusal, 403) if refusal else self._app
        await app(scope, receive, guarded)

    def _refusal(self, headers: Headers) -> str:
        """Why the call is refused, for whoever runs the page; empty when it is not."""
        host = headers.get("host", "").lower()
        if _name(host) not in self._hosts:
            return "This host's name is not the page's: name it in WEB_HOSTS.\n"
        scheme, _, origin = headers.get("origin", f"//{host}").lower().partition("//")
        if origin.removesuffix(_PORTS.get(scheme, "")) != host.removesuffix(_PORTS.get(scheme, "")):
            return "The page is called from its own origin only.\n"
        return ""


_PORTS = {"http:": ":80", "https:": ":443"}


def _name(host: str) -> str:
    """A Host header without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
