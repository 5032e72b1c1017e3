"""A clock to turn, and calls that say what came of them."""

from typing import Any

from bot.telegram.local import LocalTelegram


class Clock:
    """Unix seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


async def ok(telegram: LocalTelegram, method: str, **parameters: Any) -> Any:
    """The result of a call that has to succeed."""
    status, body = await telegram.call(method, parameters)
    assert (status, body.get("description")) == (200, None)
    return body["result"]


async def refused(telegram: LocalTelegram, method: str, **parameters: Any) -> str:
    """The description of a call that has to be a bad request, without its prefix."""
    status, body = await telegram.call(method, parameters)
    assert status == 400
    assert body["ok"] is False
    assert telegram.calls[-1].error == body["description"]
    return str(body["description"]).removeprefix("Bad Request: ")


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An inline keyboard's markup."""
    return {"inline_keyboard": list(rows)}


def button(text: str = "Go", **action: Any) -> dict[str, Any]:
    """A button that sends "go" unless it does something else."""
    return {"text": text, **(action or {"callback_data": "go"})}
