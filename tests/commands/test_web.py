"""`web`: one line with the address, a page that answers, and an end in a second."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.commands.conftest import CommandLine, Ended

HEADERS = {"Authorization": "Bearer " + "a" * 32}


@pytest.fixture(autouse=True)
def _go_on_collecting() -> Iterator[None]:
    """The command ends with its process, and leaves what is left to that; this process goes on."""
    yield
    gc.unfreeze()


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def read(port: int) -> tuple[str, str]:
    """A reader asks with the stream open, sees the answer, and the operator stops the page."""
    with closing(connection(port)) as stream, closing(connection(port)) as asking:
        stream.request("GET", "/chat/events", headers=HEADERS)
        events = stream.getresponse()
        asking.request("POST", "/chat/say", json.dumps({"text": "/about"}), HEADERS)
        assert (events.status, asking.getresponse().status) == (200, 202)
        told = ""
        while "busy\ndata: false" not in told:
            told += events.readline().decode()
        os.kill(os.getpid(), signal.SIGINT)
        stopped = time.monotonic()
        rest = events.read().decode()
    assert time.monotonic() - stopped < 5, "the stream ends with the page"
    return told, rest


def connection(port: int) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", port, timeout=20)


def wait_for(port: int) -> None:
    """Until the page is served there."""
    for _ in range(2000):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)


@contextmanager
def beside(port: int, act: Callable[[], object]) -> Iterator[list[object]]:
    """Do something in a thread once the page is there; what came of it, or its error."""
    came: list[object] = []

    def wait_and_act() -> None:
        try:
            wait_for(port)
            came.append(act())
        except Exception as error:
            came.append(error)
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=wait_and_act)
    thread.start()
    try:
        yield came
    finally:
        thread.join(30)


def test_it_names_its_address_answers_and_ends(cli: CommandLine, port: int) -> None:
    with beside(port, lambda: read(port)) as came:
        ended = cli("web", "--port", str(port))
    (told,) = came
    assert isinstance(told, tuple), told
    assert "Everything I know" in told[0]
    line = f"The chat page is at http://127.0.0.1:{port}/ (Ctrl-C ends it)\n"
    assert ended == Ended(0, line, "")


def test_the_environment_says_where_under_which_names_and_where_inside(
    cli: CommandLine, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setenv("WEB_HOSTS", "Bot.example.org")
    monkeypatch.setenv("WEB_FRAME_ANCESTORS", "https://example.org, https://www.example.org:8443")

    def look() -> tuple[int, str]:
        with closing(connection(port)) as asking:
            asking.request("GET", "/", headers={"Host": "bot.example.org"})
            response = asking.getresponse()
            os.kill(os.getpid(), signal.SIGTERM)
            return response.status, response.headers["Content-Security-Policy"]

    with beside(port, look) as came:
        assert cli("web").status == 0
    (seen,) = came
    assert isinstance(seen, tuple), seen
    assert seen[0] == 200
    assert seen[1].endswith("frame-ancestors https://example.org https://www.example.org:8443")


def test_a_taken_port_is_said_with_the_mend(cli: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        complaint = cli("web", "--port", str(port)).complaint
    assert complaint.startswith(f"port {port} is taken: end what uses it, or choose another: ")


def test_a_port_and_an_address_that_are_none(cli: CommandLine) -> None:
    assert cli("web", "--port", "70000").complaint == (
        "--port: got 70000, wants a port number, 1 to 65535"
    )
    complaint = cli("web", "--host", "192.0.2.1", "--port", "0").complaint
    assert complaint.startswith("--host 192.0.2.1: this machine does not have that address")


def test_a_port_for_the_system_alone(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    complaint = cli("web", "--port", "80").complaint
    assert complaint == "port 80 is not for everybody: choose one above 1023: web --port 8080"


def test_a_database_that_cannot_be_used(
    cli: CommandLine, data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{data_home}")
    assert cli("web").complaint.startswith(f"DATABASE_URL: the database at {data_home} cannot")
