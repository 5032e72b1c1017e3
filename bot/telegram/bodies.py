"""Bodies of requests, no longer than they have reason to be."""

from __future__ import annotations

from starlette.requests import Request


async def body_within(request: Request, largest: int) -> bytes | None:
    """The body, or None when it is larger than so many bytes."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > largest:
        return None
    whole = b""
    async for chunk in request.stream():
        whole += chunk
        if len(whole) > largest:
            return None
    return whole
